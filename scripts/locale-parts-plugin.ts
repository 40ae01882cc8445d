import { readFileSync } from 'node:fs'
import type { Plugin } from 'vite'

/** Sections of a language file that only the desk shows. */
const deskSections = [
	'desk',
	'restoration',
	'coverage',
	'review',
	'export',
	'forms',
	'formProblem',
	'people',
	'phones',
]

/** Problems that only the desk can have. */
const deskProblems =
	/^(form-(?!missing)|list-|case-|password-|reason-|value-|demonstration-|districts-|code-name-|code-is-for-a-phone|name-or-password|cannot-be-let-in)/

/**
 * `en.json?part=phone` and `en.json?part=desk`: one file a language for whoever writes it, two for who loads it. A
 * phone never fetches the desk's sentences.
 */
export function localeParts(): Plugin {
	return {
		name: 'zila-locale-parts',
		enforce: 'pre',
		load(id) {
			const match = /^(.*\.json)\?part=(phone|desk)$/.exec(id)
			if (!match) return null
			const [, file = '', part] = match
			this.addWatchFile(file)
			const sections = Object.entries(JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>)
			const isOfPart = (isDesk: boolean) => isDesk === (part === 'desk')
			const chosen = sections.flatMap(([name, texts]): [string, unknown][] => {
				if (name.startsWith('_')) return []
				if (name !== 'problem') return isOfPart(deskSections.includes(name)) ? [[name, texts]] : []
				const problems = Object.entries(texts as object).filter(([code]) => isOfPart(deskProblems.test(code)))
				return [[name, Object.fromEntries(problems)]]
			})
			return { code: `export default ${JSON.stringify(Object.fromEntries(chosen))}`, moduleType: 'js' }
		},
	}
}
