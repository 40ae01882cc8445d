import type { LocalizedText } from '#shared/forms/form-definition'
import { localize } from '#shared/forms/localized-text'
import type { formsFor } from '../../api/load-forms.ts'
import { useTranslations } from '../../ui/i18n.ts'

type Forms = Awaited<ReturnType<typeof formsFor>>

/** Menu for a form. */
export function FormField(props: {
	readonly forms: readonly { readonly id: string; readonly definition: { readonly title: LocalizedText } }[]
	readonly form: string
	readonly onForm: (id: string) => void
}) {
	const { t, language } = useTranslations()
	return (
		<label className="field">
			{t('review.form')}
			<select value={props.form} onChange={(event) => props.onForm(event.target.value)}>
				{props.forms.map(({ id, definition: { title } }) => (
					<option key={id} value={id}>
						{localize(title, language)}
					</option>
				))}
			</select>
		</label>
	)
}

/** Format of answers: codes, or labels in a language of the form. */
export function ValuesField(props: {
	readonly form: Forms[number]['definition'] | undefined
	readonly values: string
	readonly onValues: (values: string) => void
}) {
	const { t } = useTranslations()
	return (
		<label className="field">
			{t('export.valueFormat')}
			<select value={props.values} onChange={(event) => props.onValues(event.target.value)}>
				<option value="codes">{t('export.codes')}</option>
				{props.form?.languages.map(({ tag, name }) => (
					<option key={tag} value={tag}>
						{t('export.labels', { language: name })}
					</option>
				))}
			</select>
		</label>
	)
}
