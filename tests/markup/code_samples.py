"""Code in many languages, with the constructs that go on over many lines."""

_LONG = [f"line {number} of 'many' words" for number in range(30)]


def _between(first: str, last: str) -> str:
    return "\n".join([first, *_LONG, last]) + "\n"


SAMPLES = {
    "python": "import os\n"
    + '@a\nclass A(B):\n    """Doc\n    string."""\n    x = f"{1 + 2!r} b"\n\ndef f(a: int) -> str:\n    return a  # c\n'
    + _between('text = """', '"""'),
    "js": "// c\nconst a = `t ${1 + `n ${b}`} e`;\nfunction f(x) { return /re[/]g/.test(x) / 2; }\n" + _between("/* c", "*/"),
    "ts": "interface A<T> { b?: string; c: T[] }\nexport const f = async (x: number): Promise<void> => {};\n"
    + _between("/** c", " */"),
    "jsx": "const a = <div className='b' {...c}>\n  {d.map(e => <E key={1} />)}\n</div>;\n",
    "c": "#include <stdio.h>\n#define A(x) \\\n  (x)\n"
    + 'int main(int a,\n         char **b)\n{\n  size_t n = 0x1f; printf("%d\\n", n);\n}\n'
    + _between("/*", "*/"),
    "c++": "template <typename T>\nclass A : public B {\n  std::vector<uint8_t> v;\n};\n" + 'auto s = R"(raw\ntext)";\n',
    "java": "@Override\npublic static void main(String[] a) throws E {\n  int x = 1_000; // c\n}\n"
    + _between("/**", " */ class A {}"),
    "go": "package main\n\nfunc (a *A) F(b int) (c error) {\n\treturn nil\n}\n" + _between("var q = `", "`"),
    "rs": "fn f<'a>(x: &'a str) -> Option<u8> { Some(b'a') }\n#[derive(Debug)]\nstruct A;\n" + _between("/* a /* b */", "*/"),
    "sh": "#!/bin/sh\nif [ -n \"$A\" ]; then echo ${B:-c} $(d 'e'); fi\n"
    + _between("cat <<EOF", "EOF")
    + _between("awk '", "'")[:40],
    "sql": "SELECT a, COUNT(*) FROM b WHERE c = 'd' -- e\nGROUP BY 1;\n" + _between("/*", "*/"),
    "yml": "a: &b\n  - 'c'\n  - {d: 1}\n# e\nf: |\n  g\n   h\ni: >-\n  j\n\nk: !!str l\n",
    "html": '<!DOCTYPE html>\n<p class="a">b &amp; c</p>\n<script>\nconst a = `b\nc`;\n'
    + "if (a < 1) { f('</p>'); }\n" * 12
    + "</script>\n<style>\np { color: red }\n</style>\n"
    + _between("<!--", "-->"),
    "css": "@media (min-width: 1px) {\n  a:hover, .b > #c { color: #fff; margin: 0 1.5em !important }\n}\n"
    + _between("/*", "*/"),
    "xml": '<?xml version="1.0"?>\n<a b="c">\n  <![CDATA[ d\n e ]]>\n</a>\n' + _between("<!--", "-->"),
    "ruby": 'class A < B\n  def f(x) = puts "a #{x} b"\nend\ns = <<~EOS\n  a\n  b\nEOS\n',
    "php": "<?php\nfunction f($a) { return strlen($a) . 'b'; }\n?>\n<p>\n" + _between("<?php /*", "*/ echo 1;"),
    "diff": "--- a/b\n+++ b/b\n@@ -1 +1 @@\n-old\n+new\n same\n",
    "toml": "[a.b]\nc = 1979-05-27\nd = '''\ne\n'''\nf = [1, 2]\n",
    "lua": "local t = string.format('%d', 1) -- c\nfunction a.b(c) return #c end\n" + _between("--[[", "]]"),
    "swift": 'let a: NSString = "b \\(c)"\nfunc f(x: Int) -> Bool { true }\n' + _between("/*", "*/"),
    "kotlin": 'fun f(x: Int): String = "a $x ${x + 1}"\nval r = """\nraw\n"""\n',
    "ps1": 'function F { param([string]$A) Write-Host "b $A" }\n' + _between("<#", "#>"),
    "json": '{"a": [1, 2.5e3, true, null],\n "b": "c\\n"}\n',
    "md": "# A\n\n```py\nx = 1\n```\n- *b*\n",
    "console": "$ ls -l\ntotal 1\n$ echo 'a'\na\n",
}
