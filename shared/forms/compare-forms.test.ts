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

test('lists questions that were added, removed, renamed and changed, and what differs in them', () => {
	expect(compareForms(before, after)).toEqual({
		added: ['school'],
		removed: ['job'],
		renamed: [{ from: 'work', to: 'labour' }],
		changed: [
			{
				template: 'age',
				kinds: ['wording'],
				differences: [{ column: 'label::en', before: 'Age', after: 'Your age' }],
			},
			{
				template: 'kids',
				kinds: ['choices', 'logic'],
				differences: [{ column: 'relevant', before: '${age} > 15', after: '${age} > 17' }],
			},
			{
				template: 'note',
				kinds: ['type'],
				differences: [{ column: 'type', before: 'text', after: 'integer' }],
			},
		],
		lists: [{ list: 'yn', added: ['dk'], removed: [], changed: [], isReordered: false }],
		isSame: false,
	})
})
test('lists choices that were added, removed, relabelled and moved', () => {
	const listOf = (choices: string) =>
		formOf(`
			type           name  label
			select_one yn  kids  Children
			choices
			list_name  name  label  part
			${choices}
		`)
	const old = listOf(`yn  yes  Yes  a
			yn  no  No  a
			yn  dk  Unknown  a`)
	const now = listOf(`yn  no  No  b
			yn  yes  Yes, some  a
			yn  later  Later  a`)
	expect(compareForms(old, now).lists).toEqual([
		{
			list: 'yn',
			added: ['later'],
			removed: ['dk'],
			changed: [
				{ choice: 'no', differences: [{ column: 'part', before: 'a', after: 'b' }] },
				{ choice: 'yes', differences: [{ column: 'label::en', before: 'Yes', after: 'Yes, some' }] },
			],
			isReordered: true,
		},
	])
})
test('equal forms have no differences', () => {
	expect(compareForms(before, structuredClone(before))).toEqual({
		added: [],
		removed: [],
		renamed: [],
		changed: [],
		lists: [],
		isSame: true,
	})
})
