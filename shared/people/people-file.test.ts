import { describe, expect, test } from 'vitest'
import type { PersonListItem } from './people.ts'
import { classifyPersonRow, readPeople, writePeople } from './people-file.ts'

const header = 'name,code,role,districts,language,sex,team,supervisor\n'
const person = (more: Partial<PersonListItem>): PersonListItem => ({
	id: 'k',
	name: 'Kamran',
	code: 'kamran',
	role: 'coordinator',
	districts: ['PK607'],
	language: 'ur',
	sex: null,
	team: null,
	supervisor: null,
	demonstration: false,
	isActive: true,
	isInvited: false,
	phones: 0,
	lastSeen: null,
	hasPassword: true,
	...more,
})
const around = {
	districts: [{ code: 'PK607' }, { code: 'PK608' }],
	findDistrict: (written: string) =>
		({ PK607: 'PK607', PK608: 'PK608', 'D. G. Khan': 'PK607', Layyah: 'PK608' })[written.trim()] ?? null,
	languages: ['en', 'ur', 'sd', 'ps'],
	roles: ['enumerator', 'coordinator'] as const,
	known: [person({})],
}
const read = (...rows: string[]) => readPeople(header + rows.join('\n'), around)

describe('a file of users', () => {
	test('is read with its teams; a supervisor may be further down or exist already', () => {
		const { people, teams, faults } = read(
			'Amina,Amina,enumerator,PK607 PK608,ur,female,DGK-A,nadia',
			'',
			'"Bilal, son of Aslam",bilal,Enumerator,PK607;PK608,sd,,DGK-A,',
			'Nadia,nadia,coordinator,all,en,,,',
			'Zoya,zoya,enumerator,PK608,ps,transgender,LAY-B,Kamran',
		)
		expect(faults).toEqual([])
		expect(people[0]).toEqual({
			name: 'Amina',
			code: 'amina',
			role: 'enumerator',
			districts: ['PK607', 'PK608'],
			language: 'ur',
			sex: 'female',
			team: 'DGK-A',
		})
		expect(people.map(({ code }) => code)).toEqual(['amina', 'bilal', 'nadia', 'zoya'])
		expect(teams).toEqual([
			{ name: 'DGK-A', supervisor: 'nadia' },
			{ name: 'LAY-B', supervisor: 'kamran' },
		])
	})
	test.each([['PK607 PK608'], ['PK608;PK607'], ['"D. G. Khan, Layyah"'], ['D. G. Khan / PK608']])(
		'districts are codes or names: %s',
		(cell) => {
			const { people, faults } = read(`Amina,amina,enumerator,${cell},ur,,,`)
			expect(faults).toEqual([])
			expect([...(people[0]?.districts ?? [])].sort()).toEqual(['PK607', 'PK608'])
		},
	)
	test.each([
		['nobody', ',amina,enumerator,PK607,ur,,,', 'name', ''],
		['a name in other letters than UTF-8', 'Am\ufffdna,amina,enumerator,PK607,ur,,,', 'name', 'Am\ufffdna'],
		['a name code with a space', 'Amina,a mina,enumerator,PK607,ur,,,', 'code', 'a mina'],
		[
			'a name code that stands above, however it is written',
			'Amina,FIRST,enumerator,PK607,ur,,,',
			'code',
			'FIRST',
		],
		['a role that is none', 'Amina,amina,interviewer,PK607,ur,,,', 'role', 'interviewer'],
		['another role than somebody has', 'Kamran,kamran,administrator,all,ur,,,', 'role', 'administrator'],
		[
			'a district that is not of the study',
			'Amina,amina,enumerator,PK607 PK999,ur,,,',
			'districts',
			'PK607 PK999',
		],
		['a name that no district has', 'Amina,amina,enumerator,Layyah Khan,ur,,,', 'districts', 'Layyah Khan'],
		['no district', 'Amina,amina,enumerator,,ur,,,', 'districts', ''],
		['a language that the app does not speak', 'Amina,amina,enumerator,PK607,fr,,,', 'language', 'fr'],
		['a sex that is none', 'Amina,amina,enumerator,PK607,ur,f,,', 'sex', 'f'],
		['a supervisor of no team', 'Amina,amina,enumerator,PK607,ur,,,kamran', 'supervisor', 'kamran'],
		['a second supervisor of one team', 'Amina,amina,enumerator,PK607,ur,,A,other', 'supervisor', 'other'],
	])('%s is reported with its row and column', (_, row, column, found) => {
		const { people, faults } = read('First,first,enumerator,PK607,ur,,A,kamran', row)
		expect(faults).toEqual([expect.objectContaining({ at: 3, column, found })])
		expect(people).toHaveLength(1)
	})
	test('all errors are reported at once, in row order; a supervisor must be a coordinator', () => {
		const { faults } = read(
			'Amina,amina,enumerator,PK607,ur,,A,bilal',
			'Bilal,bilal,enumerator,PK9,xx,,B,nobody',
		)
		expect(faults.map(({ at, column }) => `${at} ${column}`)).toEqual([
			...['2 supervisor', '3 districts', '3 language', '3 supervisor'],
		])
	})
	test('a missing required column is named', () => {
		const { faults } = readPeople('name,code\nAmina,amina\n', around)
		expect(faults.map(({ at, column }) => `${at} ${column}`)).toEqual(['1 role', '1 districts', '1 language'])
	})
	test('omitted values stay unchanged; differing values are changes', () => {
		const known = person({ sex: 'male', team: 'A' })
		const short = 'name,code,role,districts,language\n'
		const row = 'Kamran,kamran,coordinator,PK607,ur'
		const [same] = readPeople(`${short}${row}`, around).people
		expect(same && classifyPersonRow(same, known)).toBe('same')
		const [emptied] = read(`${row},,,`).people
		expect(emptied && classifyPersonRow(emptied, known)).toBe('changed')
		expect(same && classifyPersonRow(same, undefined)).toBe('added')
	})
	test('the list exported by the desk reads back as the same users', () => {
		const listed = [
			person({ name: '=Kamran', districts: 'all', team: 'A', supervisor: { name: 'x', code: 'kamran' } }),
			person({ code: 'amina', role: 'enumerator', districts: ['PK608', 'PK607'], sex: 'female' }),
		]
		const made = person({ code: 'demo-amina', role: 'enumerator', demonstration: true })
		const { people, faults } = readPeople(`\ufeff${writePeople([...listed, made])}`, around)
		expect(faults).toEqual([])
		expect(people.map((each, i) => classifyPersonRow(each, listed[i]))).toEqual(['same', 'same'])
	})
	test('a name beginning with an apostrophe keeps it, and formulas are plain text', () => {
		const listed = ["'Aisha", '-1+cmd', '@Kamran'].map((name, i) => person({ name, code: `one-${i}` }))
		const file = writePeople(listed)
		expect(file).toContain("'-1+cmd")
		expect(readPeople(file, around).people.map(({ name }) => name)).toEqual(listed.map(({ name }) => name))
	})
	test('a team keeps a deactivated supervisor; no other team can choose them', () => {
		const off = person({ isActive: false })
		const supervisor = { name: off.name, code: off.code }
		const amina = person({ code: 'amina', role: 'enumerator', team: 'A', supervisor })
		const known = [off, amina]
		expect(readPeople(writePeople([amina]), { ...around, known }).faults).toEqual([])
		const other = readPeople(writePeople([{ ...amina, team: 'B' }]), { ...around, known })
		expect(other.faults).toEqual([expect.objectContaining({ column: 'supervisor', found: 'kamran' })])
	})
})
