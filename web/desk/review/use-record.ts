import { recordApi } from '#shared/api/records'
import { templateOf } from '#shared/forms/answers'
import type { FormDefinition } from '#shared/forms/form-definition'
import { nodesOf } from '#shared/forms/form-nodes'
import { rowNumbersOf } from '#shared/forms/row-numbers'
import { isSealed } from '#shared/forms/sealed-answer-text'
import { identifiersRecipient } from '#shared/people/roles'
import type { RecordDetail } from '#shared/review/record-response'
import { callRoute } from '../../api/call-route.ts'
import { loadForm } from '../../api/load-forms.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { formReading } from '../kit/form-labels.ts'
import { useServerData } from '../kit/use-server-data.ts'
import { useDecryptedAnswers } from './sealed-answers.tsx'

/** Loads a record and the version of its form; `definition` is null if the form is not known here. */
export const useRecord = (id: string) =>
	useServerData(
		`record ${id}`,
		async () => {
			const record = await callRoute(recordApi.detail, { params: { id } })
			return { record, definition: await loadForm(record.form, record.formVersion) }
		},
		'offer',
	)

/** Texts of the questions and answers; sealed answers are read as soon as they are decrypted. */
export function useRecordReading(record: RecordDetail, definition: FormDefinition | null) {
	const { t, language } = useTranslations()
	const ofServer = new Set(
		(definition ? nodesOf(definition) : [])
			.filter(({ part }) => part.kind === 'question' && part.sealedTo === identifiersRecipient)
			.map(({ template }) => template),
	)
	const opened = useDecryptedAnswers(record, (path) => ofServer.has(templateOf(path)))
	const reading = formReading(
		definition,
		{ t, language },
		rowNumbersOf(Object.entries(record.answers)),
		(answer) => {
			const found = isSealed(answer) ? opened.answers.get(answer) : undefined
			return found?.outcome === 'opened' ? found.answer : answer
		},
	)
	return { opened, reading }
}
