import type { Plugin } from 'vite'

/**
 * A module of a library that the app has at once keeps everything that anybody imports from it. Whoever needs more of it,
 * and comes later, gets a copy of its own.
 *
 * @param library as it is imported
 * @param importer end of the path of the file that gets a copy
 */
export function copyFor(library: string, importer: string): Plugin {
	return {
		name: 'zila-copy-for',
		enforce: 'pre',
		async resolveId(source, from) {
			if (source !== library || !from?.endsWith(importer)) return null
			const found = await this.resolve(source, from, { skipSelf: true })
			return found && `${found.id}?copy`
		},
	}
}
