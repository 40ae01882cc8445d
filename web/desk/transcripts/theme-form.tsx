import * as z from 'zod/mini'
import { transcriptApi } from '#shared/api/transcripts'
import { latinDigits } from '#shared/forms/digits'
import { type Theme, themeIdSchema, themeLabelSchema } from '#shared/transcripts/themes'
import { callRoute } from '../../api/call-route.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { TextField } from '../kit/text-field.tsx'
import { useDeskForm } from '../kit/use-desk-form.ts'

const languages = ['en', 'ur'] as const
const themeForm = z.object({
	id: themeIdSchema,
	en: themeLabelSchema,
	ur: themeLabelSchema,
	belongs: z.string(),
	notBelongs: z.string(),
	place: z.string().check(z.refine((typed) => /^\d{1,3}$/.test(latinDigits(typed).trim()))),
	isOn: z.boolean(),
})

interface ThemeFormProps {
	/** The theme that is edited; null for a new one. */
	readonly before: Theme | null
	readonly place: number
	readonly onSaved: () => void
}

/** Names a theme and defines which passages belong to it. */
export function ThemeForm({ before, place: placeBefore, onSaved }: ThemeFormProps) {
	const { t } = useTranslations()
	const { register, submit, errors, problem, isSubmitting } = useDeskForm({
		schema: themeForm,
		defaultValues: {
			id: before?.id ?? '',
			en: before?.label.en ?? '',
			ur: before?.label.ur ?? '',
			belongs: before?.belongs ?? '',
			notBelongs: before?.notBelongs ?? '',
			place: String(placeBefore),
			isOn: before?.isOn ?? true,
		},
		unsaved: 'decision',
		async onSubmit({ en, ur, place, ...theme }) {
			await callRoute(transcriptApi.saveTheme, {
				body: {
					...theme,
					label: { ...before?.label, en, ur },
					place: Number(latinDigits(place)),
					instead: before?.version ?? 0,
				},
			})
			onSaved()
		},
	})
	return (
		<form className="stack tight" noValidate onSubmit={submit}>
			{!before && (
				<TextField
					label={t('transcripts.codebook.id')}
					hint={t('transcripts.codebook.idHint')}
					dir="ltr"
					maxLength={31}
					error={errors.id}
					errorText={t('transcripts.codebook.idWrong')}
					{...register('id')}
				/>
			)}
			{languages.map((each) => (
				<TextField
					key={each}
					label={t(`transcripts.codebook.label.${each}`)}
					dir="auto"
					lang={each}
					maxLength={120}
					error={errors[each]}
					{...register(each)}
				/>
			))}
			<label className="field">
				{t('transcripts.codebook.whenToUse')}
				<textarea dir="auto" rows={3} maxLength={1000} {...register('belongs')} />
			</label>
			<label className="field">
				{t('transcripts.codebook.whenNotToUse')}
				<textarea dir="auto" rows={2} maxLength={1000} {...register('notBelongs')} />
			</label>
			<TextField
				label={t('transcripts.codebook.position')}
				dir="ltr"
				inputMode="numeric"
				maxLength={3}
				error={errors.place}
				errorText={t('transcripts.codebook.positionWrong')}
				{...register('place')}
			/>
			<label className="inline">
				<input type="checkbox" {...register('isOn')} />
				<span>{t('transcripts.codebook.available')}</span>
			</label>
			<ProblemNote problem={problem} />
			<div>
				<button type="submit" disabled={isSubmitting}>
					{t('transcripts.codebook.save')}
				</button>
			</div>
		</form>
	)
}
