import { expect, test } from 'vitest'
import { formOf } from '#shared/testing/scenario'
import { compareForms } from './compare-forms.ts'

const before = formOf(`
	type           name  label
	integer        age   Age
	text           job   Job
	select_one yn  kids  Children
	choices
	list_name  name  label
	yn         yes   Yes
	yn         no    No
`)
const after = formOf(`
	type           name    label
	integer        age     Your age
	select_one yn  kids    Children
	text           school  School
	choices
	list_name  name  label
	yn         yes   Yes
	yn         no    No
	yn         dk    Unknown
`)

test('says which questions came, went and changed; other choices are a change too', () => {
	expect(compareForms(before, after)).toEqual({
		added: ['school'],
		removed: ['job'],
		changed: ['age', 'kids'],
		isSame: false,
	})
})
test('the same form is the same', () => {
	expect(compareForms(before, structuredClone(before))).toEqual({
		added: [],
		removed: [],
		changed: [],
		isSame: true,
	})
})
