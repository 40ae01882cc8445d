import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { shortDigest } from '#shared/kernel/digest'
import { engines } from '../../../tests/helpers/fresh-engines.ts'
import { openStore } from '../open-store.ts'

const writer = fileURLToPath(new URL('../../../tests/helpers/write-until-killed.ts', import.meta.url))

describe.each(engines)('%s', (name, freshEngine) => {
	test.each([1, 7, 40])(
		'[ST8] data written %d times before the process was killed is stored',
		async (writes) => {
			const engine = await freshEngine()
			const child = spawn(process.execPath, ['--import', 'tsx', writer, name, engine.place], {
				stdio: ['ignore', 'pipe', 'inherit'],
			})
			let output = ''
			await new Promise<void>((enough, failed) => {
				child.stdout.on('data', (text: Buffer) => {
					output += text.toString()
					if (output.split('\n').length > writes) enough()
				})
				child.once('exit', () => failed(new Error('the writer ended by itself')))
			})
			child.kill('SIGKILL')
			await once(child, 'exit')
			const ids = output.split('\n').slice(0, -1)

			const store = await openStore({ engine, project: 'test', now: () => 0 })
			expect((await store.revisionsById(ids)).map(({ id }) => id).sort()).toEqual([...ids].sort())
			// the last one may be complete although it was not acknowledged; half of one must not exist
			const rows = await store.reading.db
				.selectFrom('revision')
				.select(['id', 'seq', 'chain'])
				.orderBy('seq')
				.execute()
			let chain = ''
			for (const [i, row] of rows.entries()) {
				chain = shortDigest(chain + row.id)
				expect(row).toMatchObject({ seq: i + 1, chain })
			}
			expect(await store.head()).toEqual({ seq: rows.length, chain })
			await store.close()
		},
	)
})
