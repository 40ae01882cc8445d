import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { temporaryFolder } from './temporary-folder.ts'

export interface ProgramForTests {
	readonly child: ChildProcess
	/** Returns all its output up to now. */
	output(): string
}

/** Starts the built program in a folder of its own. */
export function startProgram(
	settings: Record<string, string>,
	program: readonly string[] = ['main.js'],
): ProgramForTests {
	const folder = temporaryFolder()
	mkdirSync(join(folder, 'web'))
	writeFileSync(join(folder, 'web/index.html'), '<!doctype html><title>Zila</title>')
	const child = spawn(
		process.execPath,
		program.map((part, i) => (i === 0 ? `dist/server/${part}` : part)),
		{
			env: {
				PATH: process.env.PATH ?? '',
				PORT: '0',
				// what an administrator reads at a terminal
				LOG_FORMAT: 'text',
				DATA_FOLDER: join(folder, 'data'),
				WEB_FOLDER: join(folder, 'web'),
				...settings,
			},
		},
	)
	let output = ''
	for (const stream of [child.stdout, child.stderr])
		stream.on('data', (text: Buffer) => {
			output += text.toString()
		})
	return { child, output: () => output }
}
