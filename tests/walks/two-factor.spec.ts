import { expect, type Page } from '@playwright/test'
import { fromBase32, oneTimePassword } from '../../sync-server/people/totp.ts'
import { isAccessible } from './is-accessible.ts'
import { beginFieldwork, openAccount, password, pressLanguage } from './people.ts'
import { test } from './walk.ts'

/**
 * Returns the codes of the authenticator app, each one later than the previous: no code is accepted twice.
 */
function authenticator(secret: string): () => string {
	let step = 0
	return () => {
		step = Math.max(step + 1, Math.floor(Date.now() / 30_000))
		return oneTimePassword(fromBase32(secret.replaceAll(' ', '')), step)
	}
}

const textsByLanguage = {
	en: {
		signOut: 'Sign out',
		signIn: 'Sign in',
		name: 'Username',
		password: 'Password',
		digits: 'Six-digit or backup code',
		desk: 'Main navigation',
	},
	ur: {
		signOut: 'سائن آؤٹ',
		signIn: 'سائن ان',
		name: 'صارف نام',
		password: 'پاس ورڈ',
		digits: 'چھ ہندسے، یا بیک اپ کوڈ',
		desk: 'دفتر',
	},
}

/** Signs in up to the request for the two-factor code. */
async function signInAgain(desk: Page, words: (typeof textsByLanguage)['en']) {
	await desk.locator('.account-menu:not([open]) > summary').click()
	await desk.getByRole('button', { name: words.signOut }).click()
	await desk.getByLabel(words.name).fill('admin')
	await desk.getByLabel(words.password, { exact: true }).fill(password)
	await desk.getByRole('button', { name: words.signIn }).click()
	await expect(desk.getByLabel(words.digits)).toBeFocused()
}
async function enterTwoFactorCode(desk: Page, words: (typeof textsByLanguage)['en'], typed: string) {
	await desk.getByLabel(words.digits).fill(typed)
	await desk.getByRole('button', { name: words.signIn }).click()
}

test('an administrator turns on two-factor authentication, signs in with it in two languages, and turns it off', {
	tag: '@long',
}, async ({ browser }) => {
	const { server, admin } = await beginFieldwork(browser)
	const desk = await admin.desk()
	const toAccount = () => openAccount(desk)
	await toAccount()
	const section = desk.getByRole('region', { name: 'Two-factor authentication' })
	await section.getByRole('button', { name: 'Turn on' }).click()
	await expect(section.getByRole('img', { name: 'QR code' })).toBeVisible()
	await expect(section.getByText(/^[A-Z2-7]{4}( [A-Z2-7]{4}){7}$/)).toBeVisible()
	const secret = await section.locator('code').innerText()
	const link = section.getByRole('link', { name: 'Open authenticator app' })
	await expect(link).toHaveAttribute(
		'href',
		`otpauth://totp/Zila:admin?secret=${secret.replaceAll(' ', '')}&issuer=Zila`,
	)
	await isAccessible(desk, 'two-factor authentication is turned on')
	const shown = authenticator(secret)
	const confirm = section.getByRole('button', { name: 'Confirm' })
	await section.getByLabel('Password', { exact: true }).fill(password)
	await section.getByLabel('Six-digit code').fill('12345')
	await confirm.click()
	await expect(section.getByText('This 6-digit code or backup code is wrong')).toBeVisible()
	await section.getByLabel('Six-digit code').fill(shown())
	await confirm.click()
	const codes = section.getByRole('listitem')
	await expect(codes).toHaveCount(8)
	await isAccessible(desk, 'backup codes')
	const [first = '', second = ''] = await codes.allInnerTexts()
	await section.getByRole('button', { name: 'I saved them' }).click()
	await expect(section.getByText('8 backup codes left.')).toBeVisible()

	await signInAgain(desk, textsByLanguage.en)
	await isAccessible(desk, 'two-factor authentication is asked for')
	await enterTwoFactorCode(desk, textsByLanguage.en, '000000')
	await expect(desk.getByText('This 6-digit code or backup code is wrong')).toBeVisible()
	await enterTwoFactorCode(desk, textsByLanguage.en, shown())
	await expect(desk.getByRole('navigation', { name: 'Main navigation' })).toBeVisible()

	await desk.setViewportSize({ width: 360, height: 640 })
	await pressLanguage(desk, 'اردو')
	await signInAgain(desk, textsByLanguage.ur)
	await isAccessible(desk, 'two-factor authentication is asked for in Urdu')
	await enterTwoFactorCode(desk, textsByLanguage.ur, first.toLowerCase())
	await expect(desk.getByRole('navigation', { name: textsByLanguage.ur.desk })).toBeVisible()
	await toAccount()
	const urdu = desk.getByRole('region', { name: 'دو قدمی توثیق' })
	await expect(urdu.getByText(/7\S? بیک اپ کوڈ باقی ہیں/)).toBeVisible()
	await urdu.getByRole('button', { name: 'بند کریں' }).click()
	await isAccessible(desk, 'two-factor authentication is turned off in Urdu')
	await urdu.getByLabel(textsByLanguage.ur.digits).fill(second)
	await urdu.getByLabel(textsByLanguage.ur.password).fill(password)
	await urdu.getByRole('button', { name: 'بند کریں' }).click()
	await expect(urdu.getByRole('button', { name: 'چالو کریں' })).toBeVisible()
	await server.kill()
})
