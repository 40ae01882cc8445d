import { expect, test } from 'vitest'
import { formOf } from '#shared/testing/scenario'
import { compareForms } from './compare-forms.ts'

const before = formOf(`
	type           name  label     relevant
	integer        age   Age       -
	text           job   Job       -
	text           work  Your work  -
	select_one yn  kids  Children  \${age} > 15
	text           note  Note      -
	choices
	list_name  name  label
	yn         yes   Yes
	yn         no    No
`)
const after = formOf(`
	type           name    label      relevant
	integer        age     Your age   -
	select_one yn  kids    Children   \${age} > 17
	text           school  School     -
	text           labour  Your work  -
	integer        note    Note       -
	choices
	list_name  name  label
	yn         yes   Yes
	yn         no    No
	yn         dk    Unknown
`)

test('says which questions came, went, got another name and changed, and what is different in them', () => {
	expect(compareForms(before, after)).toEqual({
		added: ['school'],
		removed: ['job'],
		renamed: [{ from: 'work', to: 'labour' }],
		changed: [
			{ template: 'age', kinds: ['wording'] },
			{ template: 'kids', kinds: ['choices', 'logic'] },
			{ template: 'note', kinds: ['type'] },
		],
		isSame: false,
	})
})
test('the same form is the same', () => {
	expect(compareForms(before, structuredClone(before))).toEqual({
		added: [],
		removed: [],
		renamed: [],
		changed: [],
		isSame: true,
	})
})
