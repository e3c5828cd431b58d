"""A small window with one of everything, to try the driver on without the app."""

import sys

from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QMainWindow,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)


def build() -> QMainWindow:
    """Return a window whose button copies the text field into the label."""
    window = QMainWindow()
    window.setWindowTitle("Sample window")
    middle = QWidget(window)
    column = QVBoxLayout(middle)
    field, secret, label, button = QPlainTextEdit(), QLineEdit(), QLabel("nothing yet"), QPushButton("Copy")
    field.setAccessibleName("Message")
    secret.setAccessibleName("API key")
    secret.setEchoMode(QLineEdit.EchoMode.Password)
    button.clicked.connect(lambda: label.setText(field.toPlainText()))
    combo, items = QComboBox(), QListWidget()
    combo.addItems(["one", "two"])
    combo.setAccessibleName("Model")
    items.addItems([f"item {number}" for number in range(5)])
    items.setAccessibleName("Chats")
    for widget in (field, secret, label, button, combo, items):
        column.addWidget(widget)
    window.setCentralWidget(middle)
    field.setFocus()
    return window


if __name__ == "__main__":
    app = QApplication(sys.argv)
    shown = build()
    shown.show()
    sys.exit(app.exec())
