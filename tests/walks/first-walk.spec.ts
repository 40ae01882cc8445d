import { expect } from '@playwright/test'
import { exportFiles } from './files.ts'
import { openSection } from './form-bar.ts'
import { interview, interviewAnswers } from './interview.ts'
import { addPerson, beginWithPhone, signIn } from './people.ts'
import { test } from './walk.ts'
import { walkLanguages } from './walk-languages.ts'

/**
 * The main job, with nothing mocked: a phone is enrolled, an interview is filled in without a server, the
 * browser is killed in the middle of the form, and in the end progress and export have one more interview.
 */
for (const language of walkLanguages('ur'))
	test(`from an offline phone to progress and export, in ${language}`, async ({ browser }) => {
		const { server, admin, phone } = await beginWithPhone(browser, language)
		const desk = await admin.desk()
		const managerCode = await addPerson(admin, { name: 'Sadia', code: 'sadia', role: 'data-manager' })

		await phone.open(server.url)

		// the server stops; the phone is restarted and continues to work
		await server.kill()
		await phone.switchOff()
		await phone.switchOn(server.url)
		await phone.unlock()
		await phone.startForm()
		await interview(phone, interviewAnswers, (askedQuestions) => askedQuestions.includes('edu'))
		await phone.isSaved()

		// killed in the middle of the form: every confirmed answer is there
		await phone.kill()
		await phone.switchOn(server.url)
		await phone.unlock()
		await phone.page.getByRole('link', { name: phone.words.draft }).click()
		await expect(phone.page.locator('#question-d_about-about_2-edu input:checked')).toHaveValue('matric')
		await phone.page.getByRole('button', { name: phone.words.sections }).click()
		await openSection(phone.page, /^(B\.|ب۔)/)
		await expect(phone.page.locator('.repeat-row')).toHaveCount(3)
		await expect(phone.page.locator('.repeat-row').nth(2)).toContainText('Chand')

		const askedQuestions = await interview(phone, interviewAnswers)
		// the last question: the result of an interview that came to its end is filled in
		expect(askedQuestions).toContain('int_comment')
		await phone.page.getByRole('button', { name: phone.words.finish, exact: true }).click()
		const card = phone.page.getByRole('link', { name: /PK607-03/ })
		await phone.toRecords()
		await expect(card).toContainText(phone.words.onlyHere)

		// the server runs again
		const again = await server.restart()
		await phone.page.getByRole('link', { name: /1/ }).first().click()
		await phone.page.getByRole('button', { name: phone.words.sendNow }).click()
		await phone.page.goto(server.url)
		await phone.unlock()
		await phone.toRecords()
		await expect(card).toContainText(phone.words.atServer)
		await phone.switchOff()

		await desk.goto(`${server.url}/desk/coverage?round=endline`)
		const row = desk.getByRole('row').filter({ hasText: 'Dera Ghazi Khan' })
		await expect(row).toContainText('1 / 300')
		await expect(desk.getByText('1 of 9,300 interviews')).toBeVisible()

		const manager = await browser.newPage({
			viewport: { width: 1280, height: 800 },
			locale: 'en',
			acceptDownloads: true,
			// the desk, its downloads too, with the service worker that users have
			serviceWorkers: 'allow',
		})
		await signIn(manager, server.url, managerCode)
		const files = await exportFiles(manager, { form: 'Household survey', round: 'Post-campaign' })
		const [record, ...others] = files['household.csv'] ?? []
		expect(others).toEqual([])
		expect(record).toMatchObject({
			record_status: 'submitted',
			open_cases: '0',
			enumerator: 'amina',
			round: 'endline',
			district: 'PK607',
			cluster_id: 'PK607-03',
			hh_no: '12',
			assigned_sex: 'female',
			n_eligible: '3',
			age: '34',
			edu: 'matric',
			local_term: 'ڈنکی',
			src_heard: 'tv radio',
			'src_heard/tv': '1',
			'src_heard/paper': '0',
			int_comment: "'=1+1",
			result: 'complete',
		})
		// the random number of the household was preset, and determines the selected line
		expect(Number(record?.sel_line)).toBe(Math.floor(Number(record?.r_sel) * 3) + 1)
		// no export contains identifying answers
		expect(
			Object.keys(record ?? {}).filter((column) =>
				/gps_l|gps_a|recontact_phone|m_label|sel_name/.test(column),
			),
		).toEqual([])
		expect(files['household-members.csv']?.map(({ row_number, m_age }) => [row_number, m_age])).toEqual([
			['1', '61'],
			['2', '34'],
			['3', '19'],
		])
		expect(files['dictionary.csv']?.find(({ column }) => column === 'heard_tip')).toMatchObject({
			type: 'select-one',
			label_en: 'Before today, had you ever heard of human trafficking?',
		})
		const labelled = await exportFiles(manager, {
			form: 'Household survey',
			values: 'Labels in \u2068اردو\u2069',
		})
		expect(labelled['household.csv']?.[0]?.edu).toBe('میٹرک')
		await again.kill()
	})
