"""TeX as models write it becomes TeX that is understood."""

import pytest

from chatdesk.formulas.tex import readable


@pytest.mark.parametrize(
    ("tex", "expected"),
    [
        (r"\begin{pmatrix}a\end{pmatrix}^{-1}", r"{\begin{pmatrix}a\end{pmatrix}}^{-1}"),
        (
            r"\begin{bmatrix}\begin{matrix}a\end{matrix}_1\end{bmatrix}",
            r"\begin{bmatrix}{\begin{matrix}a\end{matrix}}_1\end{bmatrix}",
        ),
        (r"\begin{matrix}a\end{matrix} b", r"\begin{matrix}a\end{matrix} b"),
        (r"\end{matrix}^2", r"\end{matrix}^2"),
        (r"\begin{equation}a=b\end{equation}", "a=b"),
        (r"\begin{alignat*}{2}a&=b\end{alignat*}", r"\begin{align*}a&=b\end{align*}"),
        (r"\begin{dcases}a\end{dcases}", r"\begin{cases}a\end{cases}"),
        (r"a=b\tag{1}\label{eq:x}", r"a=b\qquad(\text{1})"),
        (r"a \nonumber b", r"a  b"),
        (r"\text{a < b & c}", r"\text{a &lt; b &amp; c}"),
        (r"\Bigl\{ x \Bigr\}", r"\{ x \}"),
        (r"\bm{x}", r"\boldsymbol{x}"),
        (r"\abs{x}", r"\newcommand{\abs}[1]{\left|#1\right|}\abs{x}"),
        (r"\begin{gather}a\\b\end{gather}", r"\displaylines{a\\b}"),
        (r"a=b\\c=d", r"\displaylines{a=b\\c=d}"),
        (r"{a\\b}\begin{matrix}a\\b\end{matrix}", r"{a\\b}\begin{matrix}a\\b\end{matrix}"),
        (r"\eqref{1}, \ref{x}", r"\text{(1)}, \text{x}"),
        (r"\begin{align}a\end{align}", r"\begin{align*}a\end{align*}"),
        (r"\pu{12 kJ}", r"\text{12 kJ}"),
        (r"x^2", r"x^2"),
    ],
)
def test_tex_is_put_into_words_that_are_understood(tex: str, expected: str) -> None:
    assert readable(tex) == expected


@pytest.mark.parametrize(
    ("equation", "expected"),
    [
        (r"\ce{H2O}", r"{\mathrm {H}_{2}\mathrm {O}}"),
        (r"\ce{2H2 + O2 -> 2H2O}", r"{2\,\mathrm {H}_{2} + \mathrm {O}_{2} \rightarrow2\,\mathrm {H}_{2}\mathrm {O}}"),
        (r"\ce{SO4^2-}", r"{\mathrm {SO}_{4}{}^{2-}}"),
        (r"\ce{OH-}", r"{\mathrm {OH}^{-}}"),
        (r"\ce{Fe^{3+}(aq)}", r"{\mathrm {Fe}{}^{3+}\,\text{(aq)}}"),
        (r"\ce{^{14}_{6}C}", r"{{}^{14}_{6}\mathrm {C}}"),
        (r"\ce{Ca(OH)2}", r"{\mathrm {Ca}(\mathrm {OH})_{2}}"),
        (r"\ce{BaSO4 v}", r"{\mathrm {BaSO}_{4} \downarrow }"),
        (r"\ce{A ->[\text{heat}] B}", r"{\mathrm {A} \overset{\text{heat}}{\longrightarrow} \mathrm {B}}"),
        (r"\ce{1/2 O2}", r"{\tfrac{1}{2}\, \mathrm {O}_{2}}"),
        (r"x\ce{H2", r"x{\mathrm {H}_{2}}"),
    ],
)
def test_chemistry_becomes_plain_tex(equation: str, expected: str) -> None:
    assert readable(equation) == expected
