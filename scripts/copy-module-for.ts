import type { Plugin } from 'vite'

/**
 * Gives one importer its own copy of a library. A module of a library in the app's chunk contains all
 * exports that any file uses; a lazily loaded file that uses more gets a copy, so that the app's chunk
 * stays small.
 * @param library as it is imported
 * @param importer end of the path of the file that gets a copy
 */
export function copyModuleFor(library: string, importer: string): Plugin {
	return {
		name: 'zila-copy-module-for',
		enforce: 'pre',
		async resolveId(source, from) {
			if (source !== library || !from?.endsWith(importer)) return null
			const found = await this.resolve(source, from, { skipSelf: true })
			return found && `${found.id}?copy`
		},
	}
}
