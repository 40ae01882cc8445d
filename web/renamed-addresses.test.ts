import { expect, test } from 'vitest'
import { findCurrentAddress } from './renamed-addresses.ts'

test.each([
	['/desk/log', '/desk/audit-log'],
	['/desk/connections/questions', '/desk/integrations/questions'],
	['/desk/quality/interviewers/a', '/desk/people/a'],
	['/desk/quality/enumerators/a', '/desk/people/a'],
	['/desk/corrections', '/desk/cleaning'],
	['/desk/corrections/rules', '/desk/cleaning/rules'],
	['/desk/corrections/older', '/desk/import'],
	['/desk/talks/found', '/desk/transcripts/themes-found'],
	['/desk/talks/a%2F1', '/desk/transcripts/a%2F1'],
	['/desk/help', '/desk/field-contacts'],
	['/by-hand', '/offline-transfer'],
	['/help/asked', '/help/faq'],
])('%s leads to %s', (former, current) => {
	expect(findCurrentAddress(former)).toBe(current)
	expect(findCurrentAddress(current)).toBeNull()
})

test.each(['/', '/help', '/send', '/desk', '/desk/helpline', '/desk/records/log', '/desk/logs'])(
	'%s was not renamed',
	(path) => expect(findCurrentAddress(path)).toBeNull(),
)
