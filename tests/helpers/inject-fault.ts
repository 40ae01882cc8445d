import { cpSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join, resolve } from 'node:path'

/** A fault that is injected to test the tests: the file, its correct text, and the faulty replacement. */
export interface Fault {
	readonly name: string
	readonly file: string
	readonly right: string
	readonly wrong: string
}

/** Folders that no test of a copy needs, or that are linked. */
const leftOut: ReadonlySet<string> = new Set(['.git', 'data', 'dist', 'node_modules', 'test-results'])

/** Copies the program to a temporary folder. Returns its path; the caller deletes it. */
export function copyProgram(): string {
	const copy = mkdtempSync(join(tmpdir(), 'zila-fault-'))
	cpSync('.', copy, { recursive: true, filter: (path) => !leftOut.has(basename(path)) })
	symlinkSync(resolve('node_modules'), join(copy, 'node_modules'))
	return copy
}

/** Puts a fault into a copy of the program. Returns the function that takes it out again. */
export function injectFault(copy: string, { file, right, wrong }: Fault): () => void {
	const path = join(copy, file)
	const text = readFileSync(path, 'utf8')
	if (!text.includes(right)) throw new Error(`${file} does not contain "${right}" any more`)
	writeFileSync(
		path,
		text.replace(right, () => wrong),
	)
	return () => writeFileSync(path, text)
}

/** Returns the names of faults whose correct text is not in its file exactly once. */
export const listOutdated = (faults: readonly Fault[]): string[] =>
	faults
		.filter(({ file, right }) => readFileSync(file, 'utf8').split(right).length !== 2)
		.map(({ name }) => name)
