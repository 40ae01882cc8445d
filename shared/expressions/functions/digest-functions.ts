import { md5, sha1 } from '@noble/hashes/legacy.js'
import { sha256, sha384, sha512 } from '@noble/hashes/sha2.js'
import { utf8 } from '#shared/kernel/bytes'
import { toText } from '../values.ts'
import { type FunctionTable, several } from './function-row.ts'
import { encoded } from './text-functions.ts'

const algorithms: Readonly<Record<string, (bytes: Uint8Array) => Uint8Array>> = {
	MD5: md5,
	'SHA-1': sha1,
	'SHA-256': sha256,
	'SHA-384': sha384,
	'SHA-512': sha512,
}

/** Returns a digest. Blank for an unknown algorithm: the importer has refused it if the name is a literal. */
function digestText(text: string, algorithm: string, encoding: string): string {
	const bytes = algorithms[algorithm]?.(utf8(text))
	if (!bytes) return ''
	return encoded(bytes, encoding)
}

/** `digest` with every algorithm: the phone loads it only with a form that names another than SHA-256. */
export const digestFunctions: FunctionTable = {
	digest: {
		...several(2, 3, ([text = '', algorithm = '', encoding = 'base64']) =>
			digestText(toText(text), toText(algorithm), toText(encoding)),
		),
		check: ([, algorithm]) =>
			algorithm?.kind === 'text' && !Object.hasOwn(algorithms, algorithm.value)
				? { given: algorithm.value, possible: Object.keys(algorithms).join(', ') }
				: null,
	},
}
