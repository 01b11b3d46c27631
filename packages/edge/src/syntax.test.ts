import { describe, expect, it } from 'vitest'
import { comment, literalPattern, nginx, pattern, text, variable } from './syntax.ts'

describe('a value in Nginx configuration', () => {
  it('is one argument, whatever it contains', () => {
    expect(nginx`listen ${8080};`.text).toBe('listen 8080;')
    expect(nginx`root ${'/srv/web'};`.text).toBe('root /srv/web;')
    expect(nginx`root ${'a; return 200 "x"'};`.text).toBe(`root 'a; return 200 "x"';`)
    expect(nginx`root ${'} server {'};`.text).toBe('root "} server {";')
    expect(nginx`root ${'# no comment'};`.text).toBe('root "# no comment";')
    expect(nginx`root ${`"'`};`.text).toBe(`root "\\"'";`)
    expect(nginx`root ${''};`.text).toBe('root "";')
  })

  it('keeps its backslashes', () => {
    expect(nginx`x ${'a b\\'};`.text).toBe('x "a b\\\\";')
    expect(nginx`x ${'a \\n'};`.text).toBe('x "a \\\\n";')
    expect(nginx`x ${pattern('^\\d\\.$')};`.text).toBe('x "^\\d\\.$";')
  })

  it('can contain neither a variable nor a line break', () => {
    expect(() => nginx`root ${'$http_host'};`).toThrow('read a variable')
    expect(() => nginx`root ${'a\nb'};`).toThrow('control character')
    expect(() => nginx`x ${text('a\r\nSet-Cookie: b')};`).toThrow('control character')
    expect(() => pattern('\0')).toThrow('control character')
    expect(() => text('costs $5')).toThrow('read a variable')
    expect(() => variable('a b')).toThrow('Not a name')
  })

  it('may consist of strings and variables', () => {
    expect(text('a "b" ', variable('host'), '; }').text).toBe(`'a "b" $host; }'`)
  })
})

describe('a comment', () => {
  it('stays a comment over line breaks', () => {
    expect(comment('one\n} server {\r\nthree').text).toBe('# one } server { three')
  })
})

describe('a fragment of several lines', () => {
  it('gets the indentation of its place', () => {
    const inner = nginx`
a;
b;
`
    expect(
      nginx`
block {
    ${inner}
    ${[]}
    c;
}
`.text,
    ).toBe('block {\n    a;\n    b;\n    c;\n}')
  })
})

it('a literal pattern matches only its own text', () => {
  const hostile = '/a.b*c+d?(e)[f]{g}|h^i$j\\k'
  expect(hostile).toMatch(new RegExp(`^${literalPattern(hostile)}$`))
  expect('/aXb').not.toMatch(new RegExp(`^${literalPattern('/a.b')}$`))
})
