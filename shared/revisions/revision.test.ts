import { describe, expect, test } from 'vitest'
import { utf8 } from '#shared/kernel/bytes'
import { type Revision, readRevision, writeRevision } from './revision.ts'

const revision: Revision = {
	v: 1,
	project: 'pk31',
	record: 'R'.repeat(22),
	form: { id: 'household', ver: 1 },
	parents: [],
	author: 'A'.repeat(22),
	device: 'D'.repeat(22),
	n: 1,
	at: { wall: '2026-01-15T05:00:00.000Z', tz: 300, off: null },
	set: {
		'a/name': 'ڈنکی',
		'a/ticks': ['tv', 'radio'],
		'a/gone': null,
		'r/@Row1/age': 31.5,
		'گھر/نام': 'x',
		$status: 'draft',
	},
	sum: 'S'.repeat(16),
	salt: 'T'.repeat(22),
}
const read = (change: object) => readRevision(utf8(JSON.stringify({ ...revision, ...change })))
const deep = (set: Record<string, unknown>) => read({ set })

describe('a received revision', () => {
	test('is read as written, with names and answers in any script', () => {
		expect(readRevision(writeRevision(revision).bytes)).toEqual(revision)
	})
	test.each([
		['no path', { '': 1 }],
		['a path that leads nowhere', { 'a//b': 1 }],
		['a name that begins like a row inside one', { 'a/@': 1 }],
		['an unknown instruction', { $secret: 1 }],
		['a path without end', { [`a/${'b'.repeat(500)}`]: 1 }],
		['an object as an answer', { a: { b: 1 } }],
		['true as an answer', { a: true }],
		['a tick that is no code', { a: [1] }],
		['a tick without end', { a: ['x'.repeat(201)] }],
		['ticks without end', { a: Array.from({ length: 501 }, () => 'x') }],
		['a text without end', { a: 'x'.repeat(20_001) }],
		['paths without end', Object.fromEntries(Array.from({ length: 2001 }, (_, i) => [`a${i}`, 1]))],
	])('is refused with %s', (_, set) => {
		expect(deep(set as Record<string, unknown>)).toBeNull()
	})
	test('is refused when set is a list, null, or uses keys of the object prototype', () => {
		expect(read({ set: [] })).toBeNull()
		expect(read({ set: null })).toBeNull()
		const text = JSON.stringify(revision).replace('"a/name"', '"__proto__"')
		expect(readRevision(utf8(text))).toBeNull()
	})
	test.each([
		['of a later version', { v: 2 }],
		['with what this version does not know', { note: 'x' }],
		['with a clock centuries off', { at: { ...revision.at, off: 1e15 } }],
		['with a day that does not exist', { at: { ...revision.at, wall: '2026-02-30T05:00:00.000Zx' } }],
		['without a salt', { salt: undefined }],
	])('is refused %s', (_, change) => {
		expect(read(change)).toBeNull()
	})
})
