import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { test } from 'vitest'
import { hasReader, python, type ReaderKey, readers } from '../../scripts/find-readers.mjs'
import { temporaryFolder } from './fresh-engines.ts'

const said = new Set<ReaderKey>()

/** `test` where this machine has the reader; elsewhere what it would read is left out, and the output says so once for each file of tests. */
export function testWith(key: ReaderKey): typeof test {
	if (hasReader(key)) return test
	const { name, from } = readers[key]
	if (!said.has(key))
		console.warn(`${name} is not here: what it would read is left out. In Debian: apt-get install ${from}`)
	said.add(key)
	return test.skip as typeof test
}

/** A folder with these files, gone when the tests of this file are over. */
export function folderOf(files: Iterable<readonly [name: string, bytes: Uint8Array]>): string {
	const folder = temporaryFolder()
	for (const [name, bytes] of files) writeFileSync(join(folder, name), bytes)
	return folder
}

/** What a script in Python says of a file, which it prints as JSON. A warning of the reader is a fault. */
export function runPython(script: URL, file: string): unknown {
	return JSON.parse(
		execFileSync(python, ['-W', 'error', fileURLToPath(script), file], {
			encoding: 'utf8',
			maxBuffer: 1 << 26,
			env: { ...process.env, PYTHONIOENCODING: 'utf-8', LC_ALL: 'C.UTF-8' },
		}),
	)
}

/** Each sheet of `all.xlsx` as a CSV file beside it, with a profile of its own: two at once would wait for each other. */
export function inLibreOffice(folder: string): void {
	// comma, quotes, UTF-8, from the first line, as it is shown, every sheet
	const how = 'csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1'
	execFileSync(
		'soffice',
		[
			`-env:UserInstallation=file://${join(folder, 'profile')}`,
			...['--headless', '--convert-to', how, '--outdir', folder, join(folder, 'all.xlsx')],
		],
		{ stdio: 'ignore', env: { ...process.env, LC_ALL: 'C.UTF-8' } },
	)
}
