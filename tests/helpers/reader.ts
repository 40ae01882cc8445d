import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { test } from 'vitest'
import { hasReader, python, type ReaderKey, readers } from '../../scripts/find-readers.mjs'
import { temporaryFolder } from './temporary-folder.ts'

const reported = new Set<ReaderKey>()

/**
 * Returns `test` if the reader is installed; otherwise its tests are skipped, and the output says so once
 * per test file.
 */
export function testWith(key: ReaderKey): typeof test {
	if (hasReader(key)) return test
	const { name, from } = readers[key]
	if (!reported.has(key))
		console.warn(`${name} is not here: what it would read is left out. In Debian: apt-get install ${from}`)
	reported.add(key)
	return test.skip as typeof test
}

/** Writes these files to a folder that is deleted after the tests of this file. */
export function folderOf(files: Iterable<readonly [name: string, bytes: Uint8Array]>): string {
	const folder = temporaryFolder()
	for (const [name, bytes] of files) writeFileSync(join(folder, name), bytes)
	return folder
}

/** Runs a Python script on a file and returns its JSON output. A warning of the reader is a failure. */
export function runPython(script: URL, file: string): unknown {
	return JSON.parse(
		execFileSync(python, ['-W', 'error', fileURLToPath(script), file], {
			encoding: 'utf8',
			maxBuffer: 1 << 26,
			env: { ...process.env, PYTHONIOENCODING: 'utf-8', LC_ALL: 'C.UTF-8' },
		}),
	)
}

/**
 * Runs the R script of this name in each of the folders, in one process, since R and its packages take seconds to
 * start. Returns what it printed in each.
 */
export function runRScript(script: string, folders: readonly string[]): string[] {
	const between = '── next folder ──'
	const program = `for (folder in commandArgs(TRUE)) { setwd(folder); source("${script}", local = new.env()); cat("${between}") }`
	const output = execFileSync('Rscript', ['--vanilla', '-e', program, ...folders], {
		encoding: 'utf8',
		env: { ...process.env, LC_ALL: 'C.UTF-8' },
	})
	return output.split(between).slice(0, -1)
}

/**
 * Converts each sheet of `all.xlsx` to a CSV file next to it. Each run has a profile of its own, since two
 * at once would wait for each other.
 */
export function inLibreOffice(folder: string): void {
	// comma, quotes, UTF-8, from the first line, as displayed, every sheet
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
