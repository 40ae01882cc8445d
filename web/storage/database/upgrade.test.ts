import '../../../tests/helpers/browser.ts'
import { openDB } from 'idb'
import { expect, test } from 'vitest'
import { database } from './database.ts'

test('a phone upgraded from version 1 keeps all its data, and has the current stores', async () => {
	const before = await openDB('zila', 1, {
		upgrade(db) {
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
		},
	})
	await before.put('settings', { key: 'phone', value: 'this one' })
	await before.put('revisions', { device: 'd', id: 'r', record: 'x', state: 'waiting' })
	before.close()

	const now = await database()
	expect(await now.get('settings', 'phone')).toEqual({ key: 'phone', value: 'this one' })
	expect(await now.getAllKeysFromIndex('revisions', 'state', ['d', 'waiting'])).toEqual([['d', 'r']])
	expect([...now.objectStoreNames]).toEqual([
		...['attachments', 'documents', 'draftAnswers', 'drafts', 'enrolling', 'enrolments', 'namesRead'],
		...['records', 'revisions', 'settings'],
	])
})
