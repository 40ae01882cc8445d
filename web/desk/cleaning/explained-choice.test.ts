import { expect, test } from 'vitest'
import { formOf } from '#shared/testing/scenario'
import type { Translate } from '../../ui/i18n.ts'
import { formReading } from '../kit/form-labels.ts'
import { explainedBy } from './explained-choice.ts'

const texts = { t: ((key: string) => key) as unknown as Translate, language: 'en' }

test('a text entered with “other” can be recoded, and the details of a chosen answer cannot', () => {
	const reading = formReading(
		formOf(`
			type                   name   label        relevant
			select_one yn          law    A law?
			text                   which  Which law?   \${law} = 'yes'
			select_multiple place  seen   Where?
			text                   where  Where else?  selected(\${seen}, 'other')
			choices
			list_name  name   label
			yn         yes    Yes
			yn         no     No
			place      road   Road
			place      other  Elsewhere
		`),
		texts,
		new Map(),
	)
	expect([explainedBy(reading, 'where'), explainedBy(reading, 'which')]).toEqual([
		{ question: 'seen', choice: 'other' },
		null,
	])
})
