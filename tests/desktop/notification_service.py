"""A service of notifications for tests: notes on its output what is shown, and clicks or closes it when told to."""

import json
import sys
import threading

from jeepney import DBusAddress, HeaderFields, MessageType, new_error, new_method_return, new_signal
from jeepney.bus_messages import message_bus
from jeepney.io.blocking import open_dbus_connection

NAME = "org.freedesktop.Notifications"
SOURCE = DBusAddress("/org/freedesktop/Notifications", interface=NAME)
NUMBER = 7


def main() -> None:
    connection = open_dbus_connection(bus="SESSION")
    connection.send_and_get_reply(message_bus.RequestName(NAME))
    print("ready", flush=True)

    def obey() -> None:
        for order in sys.stdin:
            match order.strip():
                case "click":
                    connection.send(new_signal(SOURCE, "ActivationToken", "us", (NUMBER, "a token")))
                    connection.send(new_signal(SOURCE, "ActionInvoked", "us", (NUMBER, "default")))
                case "click another's":
                    connection.send(new_signal(SOURCE, "ActionInvoked", "us", (NUMBER + 1, "default")))

    threading.Thread(target=obey, daemon=True).start()
    while True:
        message = connection.receive()
        if message.header.message_type is not MessageType.method_call:
            continue
        method = message.header.fields[HeaderFields.member]
        signature = message.header.fields.get(HeaderFields.signature, "")
        print(json.dumps([method, signature, message.body]), flush=True)
        if (method, signature) == ("Notify", "susssasa{sv}i") and message.body[3] != "refused":
            connection.send(new_method_return(message, "u", (NUMBER,)))
        elif (method, signature) == ("CloseNotification", "u"):
            connection.send(new_method_return(message))
        else:
            connection.send(new_error(message, "org.freedesktop.DBus.Error.InvalidArgs"))


if __name__ == "__main__":
    main()
