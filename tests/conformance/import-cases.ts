import { importForm } from '#shared/xlsform/import-form'
import { describeProblem } from '#shared/xlsform/import-problems'
import { readMarkdown } from '#shared/xlsform/sheets'
import type { Suite } from './suite.ts'

export interface ImportCase {
	readonly id: string
	readonly about: string
	readonly md: string
	readonly expect: 'ok' | 'error'
	readonly error_contains: string | readonly string[] | null
	readonly form_name: string | null
}

/** Compares our importer with the verdict of another one, for forms as tables. */
export function importCases(cases: readonly ImportCase[]): Suite {
	const failures = cases.flatMap((each) => {
		const got = verdictOf(each)
		const verdict = got.startsWith('error') ? 'error' : 'ok'
		return verdict === each.expect && !got.startsWith('error: crashed')
			? []
			: [
					{
						case: each.id,
						what: each.about || each.md,
						expected: each.expect === 'ok' ? 'ok' : `error: ${[each.error_contains ?? ''].flat().join(' ')}`,
						got,
					},
				]
	})
	return { suite: 'import-cases', passed: cases.length - failures.length, total: cases.length, failures }
}

function verdictOf({ md, form_name }: ImportCase): string {
	try {
		const { definition, problems } = importForm(readMarkdown(md), { name: form_name ?? 'data' })
		return definition
			? 'ok'
			: `error: ${problems
					.filter(({ severity }) => severity === 'error')
					.map(describeProblem)
					.join(' | ')}`
	} catch (thrown) {
		return `error: crashed with ${thrown instanceof Error ? thrown.stack : String(thrown)}`
	}
}
