import { expect, test } from 'vitest'
import type { Role } from '#shared/people/roles'
import { formVersionOf, type RevisionWithRole } from './form-version.ts'
import type { Revision } from './revision.ts'

const written = (
	id: string,
	ver: number,
	parents: string,
	set: Revision['set'],
	role: Role = 'enumerator',
): RevisionWithRole => ({
	id,
	role,
	revision: {
		form: { id: 'f', ver },
		parents: parents.split(' ').filter(Boolean),
		set,
	} as unknown as Revision,
})
const submitted = written('r', 1, '', { $status: 'submitted', a: 1 })
const corrected = written('c', 2, 'r', { a: 2 })
const approved = written('x', 1, 'r', { $status: 'approved' }, 'data-manager')

test('a record is read by the newest version that any revision was written with', () => {
	expect(formVersionOf([])).toBe(0)
	expect(formVersionOf([submitted])).toBe(1)
	expect(formVersionOf([corrected, submitted])).toBe(2)
})

test('revisions that had not seen the approval do not change the form version of the approved record', () => {
	expect(formVersionOf([submitted, corrected, approved])).toBe(1)
	const taken = written('t', 1, 'x c', { a: 2 }, 'data-manager')
	expect(formVersionOf([submitted, corrected, approved, taken])).toBe(2)
	const returned = written('t', 1, 'x', { $status: 'returned' }, 'data-manager')
	expect(formVersionOf([submitted, corrected, approved, returned])).toBe(2)
})

test('revisions waiting for a parent do not count, as long as there are others', () => {
	const waiting = written('w', 2, 'gone', { a: 3 })
	expect(formVersionOf([submitted, waiting])).toBe(1)
	expect(formVersionOf([waiting])).toBe(2)
})
