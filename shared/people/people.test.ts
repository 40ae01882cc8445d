import { expect, test } from 'vitest'
import { canDeactivate } from './people.ts'
import { canInvite, type DistrictScope, type Role, roles } from './roles.ts'

const person = (role: Role, districts: DistrictScope, id: string = role, demonstration = false) => ({
	id,
	role,
	demonstration,
	districts: districts === 'all' ? districts : [...districts],
})

test('permission to deactivate: enumerators by coordinators of all their districts, everybody by administrators', () => {
	const may = roles.flatMap((by) =>
		roles
			.filter((other) => canDeactivate(person(by, ['A', 'B'], 'me'), person(other, ['A'])))
			.map((other) => `${by} ${other}`),
	)
	expect(may).toEqual(['coordinator enumerator', ...roles.map((other) => `administrator ${other}`)])
	expect(canDeactivate(person('coordinator', ['A']), person('enumerator', ['A', 'B']))).toBe(false)
	expect(canDeactivate(person('administrator', ['A']), person('enumerator', 'all'))).toBe(false)
})
test('an enrolment code for an operator, which gives access to their records, is created by administrators only (R31)', () => {
	expect(roles.filter((role) => canInvite(role, 'helpline-operator'))).toEqual(['administrator'])
	expect(roles.filter((role) => canInvite(role, 'enumerator'))).toEqual(['coordinator', 'administrator'])
})
test('nobody deactivates themselves', () => {
	const me = person('administrator', 'all')
	expect(canDeactivate(me, me)).toBe(false)
})
test('a demonstration user deactivates no real user', () => {
	const demo = person('administrator', 'all', 'demo', true)
	expect(canDeactivate(demo, person('enumerator', ['A']))).toBe(false)
	expect(canDeactivate(demo, person('enumerator', ['A'], 'e', true))).toBe(true)
})
