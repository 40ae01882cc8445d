import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type CommandServer, runZila, serverForCommands } from '../../tests/helpers/command.ts'
import { engines } from '../../tests/helpers/fresh-engines.ts'
import { temporaryFolder } from '../../tests/helpers/temporary-folder.ts'

let all: CommandServer
beforeAll(async () => {
	const [engineName, freshEngine] = engines[0]
	all = await serverForCommands(engineName, freshEngine)
})
afterAll(() => all.server.close())

const refused = (why: RegExp) => ({ code: 1, errors: expect.stringMatching(why) })

test('a backup goes into a folder under its usual name', async () => {
	const folder = temporaryFolder()
	for (const [to, found] of [
		[folder, folder],
		[join(folder, 'new', '/'), join(folder, 'new')],
	] as const) {
		expect(await all.zila('backup', '--to', to)).toMatchObject({ code: 0 })
		expect(readdirSync(found)).toContainEqual(expect.stringMatching(/^zila-2026-01-15T\d+\.backup$/))
	}
	expect(await all.zila('backup')).toMatchObject({ code: 0 })
	expect(existsSync(join(all.dataFolder, 'backups'))).toBe(true)
})

test('a name that cannot be used is one sentence with the path', async () => {
	const folder = temporaryFolder()
	const file = join(folder, 'file')
	writeFileSync(file, 'no backup and no key')
	expect(await all.zila('verify-backup', '--from', folder)).toEqual({
		...refused(new RegExp(`^${folder} is a folder: name the file in it\\.$`)),
		output: '',
	})
	expect(await all.zila('verify-backup', '--from', file)).toMatchObject(
		refused(new RegExp(`^${file} is not a backup of Zila`)),
	)
	for (const words of [
		['rotate-keys', '--key', folder],
		['restore-keys', '--key', folder],
	])
		expect(await all.zila(...words)).toMatchObject(refused(/is a folder: name the file in it\.$/))
	expect(await all.zila('rotate-keys', '--to', file)).toMatchObject(
		refused(new RegExp(`^${file} exists already, and was not changed: give another name`)),
	)
	expect(await all.zila('rotate-keys', '--to', join(folder, 'a', 'b'))).toMatchObject(
		refused(/^There is no folder .*a: create it, or correct the name\.$/),
	)
	expect(await all.zila('backup', '--to', join(file, 'a', 'b'))).toMatchObject(
		refused(/file.* goes through a file as if it were a folder: correct the path\.$/),
	)
})

test('a restored server is well before its first start', async () => {
	const desk = await all.server.desk('administrator')
	const { rows } = (await desk.post('/api/recovery-key', {})).body as { rows: string[] }
	const folder = temporaryFolder()
	const [backup, key] = [join(folder, 'night.backup'), join(folder, 'key.txt')]
	writeFileSync(key, rows.join('\n'))
	writeFileSync(join(folder, 'index.html'), '')
	expect(await all.zila('backup', '--to', backup)).toMatchObject({ code: 0 })
	const restored = { DATA_FOLDER: join(folder, 'restored'), WEB_FOLDER: folder, DISK_ALARM_MB: '1' }
	expect(await runZila(restored, ['restore', '--from', backup, '--key', key])).toMatchObject({ code: 0 })
	const { code, output } = await runZila(restored, ['check'])
	expect(output).toMatch(/^ok +keys +can be read; the key of enrolment codes will be created/m)
	expect(code).toBe(0)
	rmSync(join(folder, 'restored', 'keys'), { recursive: true })
	expect((await runZila(restored, ['check'])).output).toMatch(
		/^problem +keys +The keys of the server are missing/m,
	)
})

test('a data folder that is a file is named as the data folder', async () => {
	const file = join(temporaryFolder(), 'file')
	writeFileSync(file, '')
	const backup = join(temporaryFolder(), 'backup')
	mkdirSync(backup)
	expect(
		await runZila({ DATA_FOLDER: file }, ['verify-backup', '--from', join(backup, 'none')]),
	).toMatchObject(refused(/file is not a folder: move that file away, or set DATA_FOLDER/))
})
