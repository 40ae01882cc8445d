import { expect, test } from 'vitest'
import { readMarks, unmarked } from './label-markdown.ts'

const render = (text: string) =>
	readMarks(text).map(({ isHeading, runs }) =>
		[
			isHeading ? '# ' : '',
			...runs.map(({ text: piece, isStrong, isEmphasised }) =>
				isStrong && isEmphasised
					? `{${piece}}`
					: isStrong
						? `[${piece}]`
						: isEmphasised
							? `/${piece}/`
							: piece,
			),
		].join(''),
	)

test.each([
	['plain', ['plain']],
	['**Read out:** one *or* two', ['[Read out:] one /or/ two']],
	['__all__ _some_', ['[all] /some/']],
	['**all *of* them**', ['[all ]{of}[ them]']],
	['# Title\nbelow', ['# Title', 'below']],
	['<span style="color:red">Stop</span> here<br>now', ['[Stop] here', 'now']],
	['a_b_c and 2 * 3 * 4', ['a_b_c and 2 * 3 * 4']],
	['\\*not\\*', ['*not*']],
	['see [the rules](https://example.org/r)', ['see the rules (https://example.org/r)']],
	['age < 5 and > 2', ['age < 5 and > 2']],
	['**پوچھیں** نام', ['[پوچھیں] نام']],
])('%s', (text, lines) => {
	expect(render(text)).toEqual(lines)
})
test('answers are never interpreted as Markdown', () => {
	expect(render('Is \u2068**me**\u2069 **there**?')).toEqual(['Is \u2068**me**\u2069 [there]?'])
})

test('in plain text, the markup is removed and answers stay', () => {
	expect(unmarked('# One\n**Two** \u2068**Kot**\u2069')).toBe('One\nTwo \u2068**Kot**\u2069')
})
