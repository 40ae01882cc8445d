import { expect, test } from 'vitest'
import { maySwitch } from './people.ts'
import { type Districts, mayInvite, type Role, roles } from './roles.ts'

const person = (role: Role, districts: Districts, id: string = role, demonstration = false) => ({
	...{ id, role, demonstration },
	districts: districts === 'all' ? districts : [...districts],
})

test('who may switch whom: enumerators by coordinators of all their districts, everybody by administrators', () => {
	const may = roles.flatMap((by) =>
		roles
			.filter((other) => maySwitch(person(by, ['A', 'B'], 'me'), person(other, ['A'])))
			.map((other) => `${by} ${other}`),
	)
	expect(may).toEqual(['coordinator enumerator', ...roles.map((other) => `administrator ${other}`)])
	expect(maySwitch(person('coordinator', ['A']), person('enumerator', ['A', 'B']))).toBe(false)
	expect(maySwitch(person('administrator', ['A']), person('enumerator', 'all'))).toBe(false)
})
test('a code for an operator, which opens what they wrote, only administrators make (R31)', () => {
	expect(roles.filter((role) => mayInvite(role, 'helpline-operator'))).toEqual(['administrator'])
	expect(roles.filter((role) => mayInvite(role, 'enumerator'))).toEqual(['coordinator', 'administrator'])
})
test('nobody switches themself', () => {
	const me = person('administrator', 'all')
	expect(maySwitch(me, me)).toBe(false)
})
test('who shows the demonstration switches nobody real', () => {
	const demo = person('administrator', 'all', 'demo', true)
	expect(maySwitch(demo, person('enumerator', ['A']))).toBe(false)
	expect(maySwitch(demo, person('enumerator', ['A'], 'e', true))).toBe(true)
})
