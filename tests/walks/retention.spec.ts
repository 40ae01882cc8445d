import { expect } from '@playwright/test'
import { isAccessible } from './is-accessible.ts'
import { addPerson, beginFieldwork, openPage, pressLanguage, signIn } from './people.ts'
import { screenshot } from './screenshot.ts'
import { test } from './walk.ts'

test('a data manager reads the retention periods and the values they cover, in each language', {
	tag: '@long',
}, async ({ browser }) => {
	const { server, admin } = await beginFieldwork(browser, 'en')
	const code = await addPerson(admin, { name: 'Sadia', code: 'sadia', role: 'data-manager' })
	const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en' })
	const manager = await context.newPage()
	await signIn(manager, server.url, code)
	await openPage(manager, 'Withdrawals & retention')
	const retentionRegion = manager.getByRole('region', { name: 'Retention' })
	await expect(retentionRegion.getByRole('listitem')).toHaveText([
		/Recording · until approval \/ 60 days after receipt/,
		/Location of the dwelling · 90 days after the round closes/,
		/Telephone for that check only · 30 days after receipt/,
		// the respondent's own words about unusual events can reveal the location
		/Asked after the interview · 90 days after the round closes/,
		// the recording of a key informant interview
		/Recording · until approval \/ 60 days after receipt/,
	])
	await expect(retentionRegion).toContainText('No values have been due yet.')
	await isAccessible(manager, 'what is kept for some time only')
	await retentionRegion.scrollIntoViewIfNeeded()
	await screenshot(manager, { path: 'test-results/retention-en.png' })
	await pressLanguage(manager, 'اردو')
	const urdu = manager.getByRole('region', { name: 'رکھنے کی مدت' })
	await expect(urdu).toContainText('مکان کا مقام')
	await expect(urdu).toContainText('مرحلہ بند ہونے کے')
	await urdu.scrollIntoViewIfNeeded()
	await screenshot(manager, { path: 'test-results/retention-ur.png' })
	await server.kill()
})
