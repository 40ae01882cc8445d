import { expect, test } from 'vitest'
import { inspectMailSettings, mailSettingsFrom } from './mail-settings.ts'

const complete = {
	SMTP_URL: 'smtp://zila:p%40ss@mail.example',
	MAIL_FROM: 'Zila <zila@zila.example>',
	PUBLIC_URL: 'https://zila.example/',
}
const refusal = (over: NodeJS.ProcessEnv): string => {
	try {
		mailSettingsFrom({ ...complete, ...over })
	} catch (thrown) {
		return String(thrown)
	}
	return ''
}

test('without a mail server no e-mails are sent', () => {
	expect(mailSettingsFrom({})).toBeNull()
})
test('a mail server is read with its account, and is encrypted unless it is on this machine', () => {
	expect(mailSettingsFrom(complete)).toEqual({
		host: 'mail.example',
		port: 587,
		isTls: false,
		isLocal: false,
		account: { user: 'zila', pass: 'p@ss' },
		from: 'Zila <zila@zila.example>',
		publicUrl: 'https://zila.example',
	})
	expect(mailSettingsFrom({ ...complete, SMTP_URL: 'smtps://mail.example' })).toMatchObject({
		port: 465,
		isTls: true,
		account: null,
	})
	expect(mailSettingsFrom({ ...complete, SMTP_URL: 'smtp://localhost:2525' })).toMatchObject({
		port: 2525,
		isLocal: true,
	})
})
test.each([
	['SMTP_URL', 'mail.example'],
	['SMTP_URL', 'https://zila:hunter2@mail.example'],
	['SMTP_URL', 'smtp://zila:hunter2%@mail.example'],
	['MAIL_FROM', ''],
	['MAIL_FROM', 'Zila'],
	['MAIL_FROM', 'Zila <zila@zila.example>\r\nBcc: a@b.example'],
	['PUBLIC_URL', ''],
	['PUBLIC_URL', 'http://zila.example'],
	['PUBLIC_URL', 'https://zila.example/desk'],
])('%s of "%s" is refused, with its name and without the password', (name, value) => {
	expect(refusal({ [name]: value })).toContain(`${name} is not`)
	expect(refusal({ [name]: value })).not.toContain('hunter2')
})
test('everything that is wrong is listed, with the name of its setting', () => {
	const namesOf = (values: NodeJS.ProcessEnv) => inspectMailSettings(values).problems.map(({ name }) => name)
	expect(namesOf({ SMTP_URL: 'smtp://mail.example' })).toEqual(['MAIL_FROM', 'PUBLIC_URL'])
	expect(namesOf({ SMTP_URL: 'mail.example', MAIL_FROM: 'Zila' })).toEqual([
		'SMTP_URL',
		'MAIL_FROM',
		'PUBLIC_URL',
	])
	expect(namesOf({ MAIL_FROM: complete.MAIL_FROM, PUBLIC_URL: complete.PUBLIC_URL })).toEqual([
		'MAIL_FROM',
		'PUBLIC_URL',
	])
	expect(namesOf(complete)).toEqual([])
})
test.each(['MAIL_FROM', 'PUBLIC_URL'])('%s without a mail server would be ignored silently', (name) => {
	expect(() => mailSettingsFrom({ [name]: complete[name as keyof typeof complete] })).toThrow(
		`${name} is for e-mails, and SMTP_URL is not set`,
	)
})
