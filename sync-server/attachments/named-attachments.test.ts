import { expect, test } from 'vitest'
import type { Role } from '#shared/people/roles'
import { namedAttachments } from './named-attachments.ts'

const first = 'sound-0123456789abcdefghijkA.webm'
const second = 'sound-0123456789abcdefghijkB.webm'
const named = (id: string, device: string, parents: string[], sound: string, role: Role = 'enumerator') => ({
	id,
	role,
	revision: { device, parents, set: { 'notes/sound': sound } },
})
const started = named('a', 'phone 1', [], first)
const continued = named('b', 'phone 2', ['a'], `${first} ${second}`)

test('each part of a recording is on the phone that named it first, in any order of arrival', () => {
	const holders = { [first]: 'phone 1', [second]: 'phone 2' }
	expect(Object.fromEntries(namedAttachments([started, continued]))).toEqual(holders)
	expect(Object.fromEntries(namedAttachments([continued, started]))).toEqual(holders)
})
test('a revision waiting for its parent counts for attachments that no other names', () => {
	expect(Object.fromEntries(namedAttachments([continued]))).toEqual({
		[first]: 'phone 2',
		[second]: 'phone 2',
	})
})
test('an attachment in work taken over by the desk, while its parent was missing, is still on the phone', () => {
	const waiting = named('c', 'phone 1', ['lost'], first)
	const takenOver = named('d', 'desk', [], first, 'data-manager')
	for (const known of [
		[takenOver, waiting],
		[takenOver, waiting, named('lost', 'phone 1', ['a'], second), started],
	])
		expect(namedAttachments(known).get(first)).toBe('phone 1')
})
