import { existsSync } from 'node:fs'
import { dirname, isAbsolute, relative } from 'node:path'
import { errorCodeOf } from '#shared/kernel/error-code'

/** True if one of the two paths is the other, or a folder above it. */
export const areNested = (a: string, b: string): boolean => [relative(a, b), relative(b, a)].some(isBelow)

const isBelow = (path: string): boolean => !/^\.\.([/\\]|$)/.test(path) && !isAbsolute(path)

/** Sentences by the codes of errors. `path`: null while an open file is read or written. */
const sentences: Readonly<Record<string, (path: string | null) => string>> = {
	ENOTDIR: (path) => `${path ?? 'A path'} goes through a file as if it were a folder: correct the path.`,
	EISDIR: (path) => `${path ?? 'A name'} is a folder, and a file is needed: name the file in it.`,
	EEXIST: (path) =>
		`${path ?? 'A file of this name'} exists already, and was not changed: give another name, or move it away.`,
	EACCES: (path) =>
		`This account may not use ${path ?? 'a file'}: give it the right to (chown or chmod), or run this under the account of the server.`,
	EROFS: (path) => `${path ?? 'A file'} is on a disk that can only be read: choose another place.`,
	ENOSPC: (path) =>
		`${path === null ? 'The disk' : `The disk of ${path}`} is full: make room, or choose another place.`,
}
const codesAlike: Readonly<Record<string, string>> = {
	ENOTEMPTY: 'EEXIST',
	EPERM: 'EACCES',
	EDQUOT: 'ENOSPC',
}

/**
 * Returns what to do about an error of the operating system with a file or folder, in one sentence with its
 * path; null if the error is another one.
 */
export function fileAdvice(thrown: unknown): string | null {
	const code = errorCodeOf(thrown)
	// rename, link and copy have two paths, and fail because of the second
	const { path, dest } = thrown as { readonly path?: unknown; readonly dest?: unknown }
	const [named] = [dest, path].filter((each) => typeof each === 'string')
	if (code === 'ENOENT') return typeof path === 'string' ? adviceOnMissing(path) : null
	return sentences[codesAlike[code] ?? code]?.(named ?? null) ?? null
}

function adviceOnMissing(path: string): string {
	const folder = dirname(path)
	return existsSync(folder)
		? `There is no file ${path}: correct the name.`
		: `There is no folder ${folder}: create it, or correct the name.`
}
