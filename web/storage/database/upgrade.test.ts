import '../../../tests/helpers/browser.ts'
import { afterEach, describe, expect, test, vi } from 'vitest'

/*
 * Databases of the phone were first opened without Dexie, in the browser's versions 1 and 2. These are the
 * functions that created them, and must never be edited: phones have these databases.
 */
function createVersion1(db: IDBDatabase): void {
	db.createObjectStore('settings', { keyPath: 'key' })
	db.createObjectStore('enrolments', { keyPath: 'device' })
	db.createObjectStore('enrolling', { keyPath: 'code' })
	db.createObjectStore('drafts', { keyPath: 'id' }).createIndex('device', 'device')
	db.createObjectStore('draftAnswers', { keyPath: ['draft', 'slot'] }).createIndex('draft', 'draft')
	const revisions = db.createObjectStore('revisions', { keyPath: ['device', 'id'] })
	revisions.createIndex('record', ['device', 'record'])
	revisions.createIndex('state', ['device', 'state'])
	db.createObjectStore('records', { keyPath: ['device', 'id'] }).createIndex('device', 'device')
	const documents = db.createObjectStore('documents', { keyPath: ['device', 'kind', 'ref'] })
	documents.createIndex('kind', ['device', 'kind'])
}
function addVersion2(db: IDBDatabase): void {
	db.createObjectStore('attachments', { keyPath: ['device', 'name'] }).createIndex('device', 'device')
	db.createObjectStore('namesRead', { keyPath: ['device', 'revision'] })
}

const done = <Found>(request: IDBRequest<Found>): Promise<Found> =>
	new Promise((found, failed) => {
		request.onsuccess = () => found(request.result)
		request.onerror = () => failed(request.error)
	})

/** Opens the database as apps did before Dexie: in version 2, or as it is if it is newer. */
async function openWithoutDexie(version = 2): Promise<IDBDatabase> {
	const opening = indexedDB.open('zila', version)
	opening.onupgradeneeded = ({ oldVersion }) => {
		if (oldVersion < 1) createVersion1(opening.result)
		if (oldVersion < 2 && version >= 2) addVersion2(opening.result)
	}
	return done(opening).catch((thrown: DOMException) => {
		if (thrown.name !== 'VersionError') throw thrown
		return done(indexedDB.open('zila'))
	})
}

/** One row of each store, as apps wrote them before Dexie. */
const rows: Readonly<Record<string, object>> = {
	settings: { key: 'phone', value: 'this one' },
	enrolments: { device: 'd', project: 'p', n: 1, cursor: 7, salt: new Uint8Array([1, 2]) },
	enrolling: { code: 'c', publicKey: 'k' },
	drafts: { id: 'f', device: 'd', record: 'x', stamp: 2, iv: new Uint8Array(12), box: new ArrayBuffer(40) },
	draftAnswers: { draft: 'f', slot: 1, iv: new Uint8Array(12), box: new ArrayBuffer(40) },
	revisions: {
		device: 'd',
		id: 'r',
		record: 'x',
		state: 'waiting',
		role: 'enumerator',
		n: 1,
		savedAt: 9,
		iv: new Uint8Array(12),
		box: new ArrayBuffer(40),
		signature: new Uint8Array([3]),
	},
	records: { device: 'd', id: 'x', changedAt: 9, iv: new Uint8Array(12), box: new ArrayBuffer(40) },
	documents: { device: 'd', kind: 'form', ref: 'a@1', iv: new Uint8Array(12), box: new ArrayBuffer(40) },
	attachments: {
		device: 'd',
		name: 'picture-1.jpg',
		record: 'x',
		revisions: ['r'],
		state: 'waiting',
		size: 5,
	},
	namesRead: { device: 'd', revision: 'r' },
}

async function fill(db: IDBDatabase): Promise<void> {
	for (const store of db.objectStoreNames)
		await done(db.transaction(store, 'readwrite').objectStore(store).put(rows[store]))
	db.close()
}

/** Names, key paths and indexes of the stores, as the browser has them. */
function layout(db: IDBDatabase): unknown {
	const trx = db.transaction([...db.objectStoreNames])
	return [...db.objectStoreNames].map((name) => {
		const store = trx.objectStore(name)
		const indexes = [...store.indexNames].map((index) => [index, store.index(index).keyPath])
		return { name, keyPath: store.keyPath, indexes }
	})
}

/** Starts the app on the database of the phone. */
async function start() {
	vi.resetModules()
	const { database, isDatabaseNewer } = await import('./database.ts')
	const db = await database()
	return { db, isNewer: isDatabaseNewer() }
}

afterEach(async () => {
	const { database } = await import('./database.ts')
	;(await database()).close()
	await done(indexedDB.deleteDatabase('zila'))
	localStorage.clear()
})

describe('a database from before Dexie', () => {
	test.each([1, 2])(
		'[DB2] of version %i keeps all its rows, and gets the current tables',
		async (version) => {
			await fill(await openWithoutDexie(version))
			const { db, isNewer } = await start()
			expect(isNewer).toBe(false)
			expect(db.tables.map(({ name }) => name).sort()).toEqual(Object.keys(rows).sort())
			for (const [store, row] of Object.entries(rows))
				expect(await db.table(store).toArray()).toEqual(
					version === 1 && ['attachments', 'namesRead'].includes(store) ? [] : [row],
				)
		},
	)
	test('is found by every index', async () => {
		await fill(await openWithoutDexie())
		const { db } = await start()
		expect(await db.revisions.where({ device: 'd', state: 'waiting' }).primaryKeys()).toEqual([['d', 'r']])
		expect(await db.revisions.where({ device: 'd', record: 'x' }).count()).toBe(1)
		expect(await db.documents.where({ device: 'd', kind: 'form' }).count()).toBe(1)
		expect(await db.drafts.where({ device: 'd' }).count()).toBe(1)
		expect(await db.draftAnswers.where({ draft: 'f' }).count()).toBe(1)
		expect(await db.records.where({ device: 'd' }).count()).toBe(1)
		expect(await db.attachments.where({ device: 'd' }).count()).toBe(1)
		expect(await db.namesRead.where({ device: 'd' }).count()).toBe(1)
	})
})

test('a new database is the same as one from before Dexie, so that both apps can use either', async () => {
	const { db } = await start()
	const made = [db.backendDB().version, layout(db.backendDB())]
	db.close()
	await done(indexedDB.deleteDatabase('zila'))
	const before = await openWithoutDexie()
	expect(made).toEqual([before.version, layout(before)])
	before.close()
})

test('a damaged database that the browser replaced by an empty one is reported', async () => {
	const open = indexedDB.open.bind(indexedDB)
	vi.spyOn(indexedDB, 'open').mockImplementation((...args) => {
		const request = open(...args)
		request.addEventListener('upgradeneeded', (event) => Object.assign(event, { dataLoss: 'total' }))
		return request
	})
	await start()
	vi.restoreAllMocks()
	const { losses } = await import('./ledger.ts')
	expect(losses()).toMatchObject([{ isAll: true }])
})

describe('an app from before Dexie', () => {
	/** Finds revisions by index names and marks one as sent, as the app before Dexie does. */
	async function sendWithoutDexie(): Promise<unknown> {
		const db = await openWithoutDexie()
		const revisions = db.transaction('revisions', 'readwrite').objectStore('revisions')
		const [row] = await done(revisions.index('state').getAll(['d', 'waiting']))
		await done(revisions.put({ ...row, state: 'at-server' }))
		const sameRecord = await done(revisions.index('record').getAllKeys(['d', 'x']))
		db.close()
		return sameRecord
	}
	test('sends from a database that this app has opened', async () => {
		await fill(await openWithoutDexie())
		await start()
		expect(await sendWithoutDexie()).toEqual([['d', 'r']])
		const { db } = await start()
		expect(await db.revisions.where({ device: 'd', state: 'at-server' }).count()).toBe(1)
	})
	test('sends from a database that this app created', async () => {
		const { db } = await start()
		await db.table('revisions').put(rows.revisions)
		db.close()
		expect(await sendWithoutDexie()).toEqual([['d', 'r']])
	})
	test('[DB1] sends from one in the next version of the schema', async () => {
		const { db } = await start()
		await db.table('revisions').put(rows.revisions)
		db.close()
		db.version(1).stores({ next: 'id' })
		await db.open()
		expect(db.backendDB().version).toBe(10)
		db.close()
		expect(await sendWithoutDexie()).toEqual([['d', 'r']])
	})
})
