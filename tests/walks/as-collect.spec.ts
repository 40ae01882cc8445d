import { expect } from '@playwright/test'
import { isAccessible } from './is-accessible.ts'
import { beginWithPhone } from './people.ts'
import { publishForm } from './publish-form.ts'
import { screenshot } from './screenshot.ts'
import { test } from './walk.ts'

/** ODK's documented "repeat as long as", and shares that have to come to 100. */
const roster = `## survey
| type | name | label::English (en) | label::Urdu (ur) | calculation | repeat_count | relevant | required | required_message::English (en) | required_message::Urdu (ur) |
| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
| calculate | n | | | count(\${crops}) | | | | | |
| begin_repeat | crops | Crops | فصلیں | | if(\${n} = 0 or \${crops}[position()=\${n}]/more = 'yes', \${n}+1, \${n}) | | | | |
| text | crop | Crop | فصل | | | | yes | | |
| integer | share | Share of the land | زمین کا حصہ | | | | yes | | |
| select_one yn | more | Is there another crop? | کیا کوئی اور فصل ہے؟ | | | | yes | | |
| end_repeat | | | | | | | | | |
| begin_group | check | Check | جانچ | | | | | | |
| note | shares | The shares come to \${all}, not to 100. | حصے \${all} بنتے ہیں، 100 نہیں۔ | | | \${all} != 100 | yes | Go back and correct a share. | واپس جا کر کوئی حصہ درست کریں۔ |
| text | remark | Remark | تبصرہ | | | | | | |
| end_group | | | | | | | | | |
| calculate | all | | | sum(\${share}) | | | | | |

## choices
| list_name | name | label::English (en) | label::Urdu (ur) |
| --- | --- | --- | --- |
| yn | yes | Yes | ہاں |
| yn | no | No | نہیں |

## settings
| form_title | form_id | default_language |
| --- | --- | --- |
| Crops | crops | English (en) |
`

test('a repeat continues while its last row asks for another, and a required note blocks until its sum is right', async ({
	browser,
}) => {
	const { server, admin, phone } = await beginWithPhone(browser)
	await publishForm(admin, 'crops.md', roster)
	const page = await phone.open(server.url)
	await phone.sendNow()
	await phone.startForm('Crops')
	const rows = page.locator('.repeat-row')
	const fill = async (at: number, crop: string, share: string, more: 'yes' | 'no') => {
		const row = rows.nth(at)
		if ((await row.getByLabel('Crop', { exact: true }).count()) === 0)
			await row.getByRole('button').first().click()
		await row.getByLabel('Crop', { exact: true }).fill(crop)
		await row.getByLabel('Share of the land').fill(share)
		await row.locator(`input[value=${more}]`).check()
	}
	await expect(rows).toHaveCount(1)
	await fill(0, 'Wheat', '60', 'yes')
	await expect(rows).toHaveCount(2)
	await fill(1, 'Cotton', '30', 'no')
	await expect(rows).toHaveCount(2)
	await page.getByRole('button', { name: 'Next', exact: true }).click()

	await expect(page.getByText('The shares come to \u206890\u2069, not to 100.')).toBeVisible()
	await page.getByRole('button', { name: 'Next', exact: true }).click()
	await expect(page.getByRole('alert')).toContainText('Go back and correct a share.')
	await isAccessible(page, 'a required note that stops')
	await screenshot(page, { path: 'test-results/required-note.png', fullPage: true })

	await page.getByRole('button', { name: 'Back', exact: true }).click()
	await fill(1, 'Cotton', '40', 'no')
	await page.getByRole('button', { name: 'Next', exact: true }).click()
	await expect(page.getByText(/The shares come to/)).toHaveCount(0)
	await page.getByRole('button', { name: 'Next', exact: true }).click()
	await page.getByRole('button', { name: 'Finish' }).click()
	await phone.toRecords()
	await expect(page.locator('.row', { hasText: 'Crops' })).toBeVisible()
	await phone.switchOff()
	await server.kill()
})
