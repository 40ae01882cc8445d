import type { LocalizedText } from '#shared/forms/form-definition'
import { localize } from '#shared/forms/localized-text'
import type { formsFor } from '../../api/load-forms.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { useDesk } from '../kit/desk-context.ts'
import { RoundOptions } from '../kit/round-options.tsx'

type Forms = Awaited<ReturnType<typeof formsFor>>

/** Menus for a form and a round. */
export function FormAndRound(props: {
	readonly forms: readonly { readonly id: string; readonly definition: { readonly title: LocalizedText } }[]
	readonly form: string
	readonly round: string
	readonly onForm: (id: string) => void
	readonly onRound: (code: string) => void
}) {
	const { t, language } = useTranslations()
	const { study } = useDesk()
	return (
		<>
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
			{study.rounds.length > 1 && (
				<label className="field">
					{t('desk.round')}
					<select value={props.round} onChange={(event) => props.onRound(event.target.value)}>
						<RoundOptions value={props.round} />
					</select>
				</label>
			)}
		</>
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
