import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { surveyProject as project } from '#shared/study/deployments'
import { bytesBelow } from '../../tests/helpers/bytes-below.ts'
import { engines } from '../../tests/helpers/fresh-engines.ts'
import { identifierKeyOf, sealedAnswerTo } from '../../tests/helpers/identifier.ts'
import { type S3ForTests, startS3 } from '../../tests/helpers/s3.ts'
import { temporaryFolder } from '../../tests/helpers/temporary-folder.ts'
import { openKeys } from '../open-key-store.ts'
import { openStore } from '../storage/open-store.ts'
import { openIdentifierKeys } from './identifier-keys.ts'
import { keysInFolder } from './key-store.ts'

const now = () => Date.UTC(2026, 0, 15)

describe.each(engines)('the identifiers key, on %s', (_, freshEngine) => {
	test('is shared by two processes that start at the same time, and both open values sealed to it', async () => {
		const engine = await freshEngine()
		const stores = [
			await openStore({ engine, project, now }),
			await openStore({ engine: engine.again(), project, now }),
		] as const
		const place = keysInFolder(temporaryFolder())
		const both = await Promise.all(stores.map((store) => openIdentifierKeys(store, place)))
		const publicKey = await identifierKeyOf(stores[0])
		const rows = await stores[0].reading.db.selectFrom('role_key').selectAll().execute()
		expect(rows.map(({ role, public_key, wrapped }) => [role, public_key, wrapped])).toEqual([
			['identifiers', publicKey, ''],
		])
		const sealed = await sealedAnswerTo(publicKey, 'r', 'q', '15')
		for (const keys of both)
			expect(await keys.open(sealed, 'r', 'q')).toEqual({ outcome: 'opened', answer: '15' })
		for (const store of stores) await store.close()
	})
	test('opens an answer only in its own record and question, and nothing with a damaged file', async () => {
		const store = await openStore({ engine: await freshEngine(), project, now })
		const folder = temporaryFolder()
		const keys = await openIdentifierKeys(store, keysInFolder(folder))
		const sealed = await sealedAnswerTo(await identifierKeyOf(store), 'r', 'q', '15')
		for (const [record, path] of [
			['r', 'p'],
			['s', 'q'],
		] as const)
			expect(await keys.open(sealed, record, path)).toEqual({ outcome: 'damaged' })
		expect(await keys.open('15', 'r', 'q')).toEqual({ outcome: 'damaged' })
		for (const name of readdirSync(folder)) writeFileSync(join(folder, name), 'no key')
		const later = await openIdentifierKeys(store, keysInFolder(folder))
		expect(await later.open(sealed, 'r', 'q')).toEqual({ outcome: 'no-key' })
		expect(await later.privateHalf()).toBeNull()
		await store.close()
	})
})

describe('identifiers keys with files in a bucket', () => {
	let s3: S3ForTests
	beforeAll(async () => {
		s3 = await startS3()
	})
	afterAll(() => s3.close())

	test('are stored there too, so that a server on another machine has them; those of a server with a folder are copied', async () => {
		const { url, accessKeyId, secretAccessKey } = await s3.freshBucket()
		const settings = {
			FILES_S3_URL: url,
			AWS_ACCESS_KEY_ID: accessKeyId,
			AWS_SECRET_ACCESS_KEY: secretAccessKey,
		}
		const [here, there] = [temporaryFolder(), temporaryFolder()]
		await openKeys({}, here).save('of-before', 'one')
		const first = openKeys(settings, here)
		await first.save('of-now', 'two')
		const second = openKeys(settings, there)
		expect(await second.read('of-before')).toBeNull()
		expect(await first.read('of-before')).toBe('one')
		expect([await second.read('of-before'), await second.read('of-now')]).toEqual(['one', 'two'])
		expect(bytesBelow(there)).toEqual([])
		expect(await second.read('of-nobody')).toBeNull()
	})
})
