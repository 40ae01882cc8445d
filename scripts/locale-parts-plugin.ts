import { readFileSync } from 'node:fs'
import type { Plugin } from 'vite'

/** Sections of a language file that only the desk shows. */
const deskSections = ['desk', 'coverage', 'review', 'export', 'forms', 'formProblem', 'people', 'phones']

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
			const chosen = sections.filter(
				([name]) => !name.startsWith('_') && deskSections.includes(name) === (part === 'desk'),
			)
			return { code: `export default ${JSON.stringify(Object.fromEntries(chosen))}`, moduleType: 'js' }
		},
	}
}
