import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { normaliseCode } from '#shared/kernel/ids'
import { deployments } from '#shared/study/deployments'
import { emptyEngines, engines } from '../tests/helpers/fresh-engines.ts'
import { shippedForms } from '../tests/helpers/shipped-forms.ts'
import { temporaryFolder } from '../tests/helpers/temporary-folder.ts'
import { formsIn } from './forms/load-instruments.ts'
import { codeDigest, openCodeKey } from './people/code-digest.ts'
import { digestOf, readCode } from './people/invitations.ts'
import { firstAdministratorCode, newAdministratorCode, setUpServer } from './set-up.ts'
import { ForeignStoreError } from './storage/foreign-store-error.ts'
import { openStore } from './storage/open-store.ts'
import { allPeople, setPassword } from './storage/people/people.ts'
import { redeemBackupCode } from './storage/people/two-factor.ts'
import { keysInFolder } from './sync/key-store.ts'

const options = () => ({
	districtsFile: 'shared/study/pakistan-2023/districts.csv',
	loadForms: shippedForms,
	serves: deployments,
	keys: keysInFolder(temporaryFolder()),
	demonstration: false,
	now: () => 0,
})

describe.each(engines)('two processes that start on one empty %s', (_, freshEngine) => {
	test('create one first administrator together', async () => {
		const fresh = await freshEngine()
		const both = options()
		const first = await setUpServer({ ...both, engine: fresh })
		const second = await setUpServer({ ...both, engine: fresh.again() })
		const codes = await Promise.all([first, second].map((each) => firstAdministratorCode(each, 0)))
		// The displayed code remains valid, whichever process was second.
		expect(codes.map(({ outcome }) => outcome).sort()).toEqual(['made', 'made-before'])
		const shown = codes.flatMap((each) => (each.outcome === 'made' ? [each.code] : []))
		expect(await firstAdministratorCode(second, 0)).toEqual({ outcome: 'made-before' })
		expect((await readCode(first.store, shown[0] ?? '', 0)).used).toBeNull()
		// A command can replace it.
		const again = await newAdministratorCode(second.store, 0, () => second.store)
		expect((await readCode(first.store, again ?? '', 0)).used).toBeNull()
		await expect(readCode(first.store, shown[0] ?? '', 0)).rejects.toThrow('code-unknown')
		const [administrator] = await allPeople(first.store.reading)
		await setPassword(first.store.changing, administrator?.id ?? '', 'hash')
		expect(await newAdministratorCode(second.store, 0, () => second.store)).toBeNull()
		expect(await firstAdministratorCode(second, 0)).toEqual({ outcome: 'not-needed' })
		expect(await allPeople(first.store.reading)).toHaveLength(1)
		await first.store.close()
		await second.store.close()
	})
})

describe.each(engines)('enrolment codes, on %s', (_, freshEngine) => {
	test('are stored under a key outside the database: with another key, or none, they are unknown', async () => {
		const fresh = await freshEngine()
		const ready = await setUpServer({ ...options(), engine: fresh })
		const made = await firstAdministratorCode(ready, 0)
		if (made.outcome !== 'made') throw new Error('no code was created')
		expect(made.code).toMatch(/^([0-9A-Z]{4}-){3}[0-9A-Z]{4}$/)
		const { digest } = (await readCode(ready.store, made.code, 0)).row
		expect(digest).not.toContain(digestOf(normaliseCode(made.code)))
		const other = { ...ready.store, codeKey: new Uint8Array(32) }
		await expect(readCode(other, made.code, 0)).rejects.toThrow('code-unknown')
		await ready.store.close()
	})
	test('stored by an earlier version without a key still work, and are stored under the key from then on', async () => {
		const fresh = await freshEngine()
		const same = options()
		const first = await setUpServer({ ...same, engine: fresh })
		const made = await firstAdministratorCode(first, 0)
		if (made.outcome !== 'made') throw new Error('no code was created')
		const { row } = await readCode(first.store, made.code, 0)
		const backupCode = { person: row.person, digest: digestOf(normaliseCode('7KQ2M-4XN8T')) }
		await first.store.changing.db
			.updateTable('invitation')
			.set({ digest: digestOf(normaliseCode(made.code)) })
			.execute()
		await first.store.changing.db.insertInto('backup_code').values(backupCode).execute()
		await expect(readCode(first.store, made.code, 0)).rejects.toThrow('code-unknown')
		const again = await setUpServer({ ...same, engine: fresh.again() })
		expect((await readCode(again.store, made.code, 0)).row).toEqual(row)
		expect(
			await redeemBackupCode(again.store.changing, row.person, codeDigest(again.store, '7kq2m 4xn8t')),
		).toBe(true)
		await first.store.close()
		await again.store.close()
	})
	test('created by several processes starting at once all use one key', async () => {
		const place = keysInFolder(temporaryFolder())
		const keys = await Promise.all([1, 2, 3, 4].map(() => openCodeKey(place)))
		for (const key of keys) expect(key).toEqual(keys[0])
	})
})

describe.each(emptyEngines)('two programs that start on one empty %s', (_, freshEngine) => {
	test('as the survey’s and as the helpline’s: one of them gets it, and the other reports that', async () => {
		const fresh = await freshEngine()
		// The tables exist, without a project.
		const before = await openStore({ engine: fresh, project: 'x', now: () => 0 })
		await before.changing.db.deleteFrom('head').execute()
		await before.close()
		const results = await Promise.allSettled([
			setUpServer({ ...options(), serves: ['survey'], engine: fresh.again() }),
			setUpServer({ ...options(), serves: ['helpline'], engine: fresh.again() }),
		])
		const refused = results.flatMap((each) => (each.status === 'rejected' ? [each.reason] : []))
		expect(refused).toEqual([expect.any(ForeignStoreError)])
		const project = refused[0].message.includes('was started for pk31-helpline') ? 'pk31' : 'pk31-helpline'
		for (const each of results) if (each.status === 'fulfilled') await each.value.store.close()
		const again = await openStore({ engine: fresh.again(), project, now: () => 0 })
		expect((await again.head()).seq).toBeGreaterThan(0)
		await again.close()
	})
})

describe.each(engines)('the shipped forms of a server, on %s', (_, freshEngine) => {
	const formsOf = async (folder: string | null) => {
		const fresh = await freshEngine()
		const ready = await setUpServer({ ...options(), loadForms: formsIn(folder), engine: fresh })
		const ids = (await ready.forms.current()).map(({ id }) => id)
		await ready.store.close()
		return ids
	}
	test('are those of the folder: of another study, or none', async () => {
		const folder = temporaryFolder()
		writeFileSync(
			join(folder, 'visit.md'),
			'## survey\n| type | name | label |\n| text | who | Who? |\n## settings\n| form_id |\n| visit |\n',
		)
		expect(await formsOf(folder)).toEqual(['visit'])
		expect(await formsOf(null)).toEqual([])
		expect(await formsOf('shared/study/pakistan-2023')).toContain('household')
	})
	test('become the next version when the program ships other texts, and the previous version stays for its records', async () => {
		const [folder, fresh, same] = [temporaryFolder(), await freshEngine(), options()]
		const start = async (label: string) => {
			writeFileSync(
				join(folder, 'visit.md'),
				`## survey\n| type | name | label |\n| text | who | ${label} |\n## settings\n| form_id |\n| visit |\n`,
			)
			const { forms, store } = await setUpServer({
				...same,
				loadForms: formsIn(folder),
				engine: fresh.again(),
			})
			const labels = (await forms.versions('visit')).map(({ version, definition }) => [
				version,
				definition.body[0]?.label?.en,
			])
			const first = await forms.compiled('visit', 1)
			expect(first?.definition.body[0]?.label?.en).toBe('Who?')
			await store.close()
			return labels
		}
		expect(await start('Who?')).toEqual([[1, 'Who?']])
		expect(await start('Who?')).toEqual([[1, 'Who?']])
		const both = [
			[1, 'Who?'],
			[2, 'Who lives here?'],
		]
		expect(await start('Who lives here?')).toEqual(both)
		expect(await start('Who lives here?')).toEqual(both)
	})
})
