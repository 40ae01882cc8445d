import { expect, test } from 'vitest'
import { type AuditEntry, labelOfCommandLine } from '#shared/people/audit-log'
import type { Translate } from '../../ui/i18n.ts'
import { actText, getSearchableId } from './format-audit-event.ts'

const t = ((key: string, values?: object) =>
	`${key}${values ? ` ${JSON.stringify(values)}` : ''}`) as unknown as Translate
const entry = (over: Partial<AuditEntry>): AuditEntry => ({
	n: 1,
	at: '2026-01-14T05:00:00.000Z',
	by: { id: 'person-sadia', name: 'Sadia', code: 'sadia' },
	role: null,
	kind: 'record-opened',
	of: 'record-1',
	about: null,
	district: null,
	round: null,
	many: null,
	fields: [],
	question: null,
	browser: '',
	...over,
})
const said = (over: Partial<AuditEntry>) => actText(t, entry(over))

test('a sentence names the user, the object and the count', () => {
	expect(
		said({ kind: 'person-deactivated', about: { id: 'p', name: 'Amina', code: 'amina' }, many: 3 }),
	).toBe('auditLog.event.person-deactivated {"who":"Sadia","of":"Amina","count":3,"question":""}')
})

test('a question keeps its own direction, and an id replaces a missing name', () => {
	expect(said({ kind: 'identifier-opened', question: 'group/phone' })).toBe(
		'auditLog.event.identifier-opened {"who":"Sadia","of":"record-1","count":1,"question":"\u2068group/phone\u2069"}',
	)
})

test('an unknown user is called so, and the server is named for its own actions', () => {
	expect(said({ by: null, kind: 'sign-in-refused', of: null })).toContain('"who":"auditLog.unknownUser"')
	expect(said({ by: null, kind: 'store-restored', of: null })).toContain('"who":"auditLog.server"')
})

test('an administrator who used the command zila is not an unknown user', () => {
	const added = { by: null, kind: 'person-added' }
	expect(said({ ...added, browser: labelOfCommandLine('root') })).toContain('"who":"auditLog.commandLine"')
	// what a user agent can say
	expect(said({ ...added, browser: 'Linux · Chrome 138' })).toContain('"who":"auditLog.unknownUser"')
})

test('an action of another app version is shown by its name', () => {
	expect(said({ kind: 'moon-visited' })).toBe('auditLog.unknownEntry {"who":"Sadia","kind":"moon-visited"}')
})

test('an object is linked by its id, unless the sentence shows it or there is none', () => {
	expect(getSearchableId(entry({}))).toBe('record-1')
	expect(getSearchableId(entry({ kind: 'form-published', of: 'visit' }))).toBeNull()
	expect(getSearchableId(entry({ kind: 'records-listed', of: null }))).toBeNull()
	expect(getSearchableId(entry({ kind: 'moon-visited' }))).toBeNull()
})
