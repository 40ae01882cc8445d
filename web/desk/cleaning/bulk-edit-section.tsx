import * as z from 'zod/mini'
import { cleaningApi } from '#shared/api/cleaning'
import type { BulkEditPreviewRequest } from '#shared/cleaning/bulk-edit'
import { isCorrectable } from '#shared/forms/editable'
import { callRoute } from '../../api/call-route.ts'
import { useTranslations } from '../../ui/i18n.ts'
import type { FormReading } from '../kit/form-labels.ts'
import { useDeskForm } from '../kit/use-desk-form.ts'
import { EditPreviewLoader } from './edit-preview-loader.tsx'
import { ExpressionField } from './expression-field.tsx'
import { QuestionMenu } from './question-menu.tsx'
import { intoDraftSchema, intoOf, TargetValueFields } from './target-value-fields.tsx'

export interface CleaningScope {
	readonly form: string
	readonly round: string
	readonly district?: string
}

interface SectionProps {
	readonly place: CleaningScope
	readonly reading: FormReading
	readonly onDone: () => void
}

/** Fields of a bulk edit. They are not saved: they only request a preview, where the reason is entered. */
const bulkEditForm = z.object({ question: z.string(), where: z.string(), into: intoDraftSchema })

/**
 * Bulk edit of one question: where a condition is true, its answers become a fixed value or the result of
 * an expression.
 */
export function BulkEditSection({ place, reading, onDone }: SectionProps) {
	const { t } = useTranslations()
	const { register, watch, setValue } = useDeskForm<z.infer<typeof bulkEditForm>>({
		schema: bulkEditForm,
		defaultValues: { question: '', where: '', into: { kind: 'answer', typed: '', expression: '' } },
		unsaved: null,
	})
	const { question, where, into: draft } = watch()
	const part = reading.nodeAt(question)?.part
	const into = intoOf(draft, part)
	const request: BulkEditPreviewRequest | null =
		question !== '' && into ? { ...place, question, where: where.trim(), into } : null
	return (
		<>
			<QuestionMenu
				label={t('cleaning.question')}
				reading={reading}
				isOffered={isCorrectable}
				field={register('question', { onChange: () => setValue('into.typed', '') })}
			/>
			<ExpressionField
				label={t('cleaning.filter')}
				example="${age} > 90"
				hint={t('cleaning.filterHint')}
				field={register('where')}
			/>
			<TargetValueFields
				label={t('cleaning.newValue')}
				kinds={['answer', 'blank', 'expression']}
				part={part}
				choices={reading.choicesAt(question)}
				draft={draft}
				onChange={(changed) => setValue('into', changed)}
			/>
			<EditPreviewLoader
				what={JSON.stringify(request)}
				loadPreview={request && (() => callRoute(cleaningApi.preview, { body: request }))}
				reading={reading}
				onDone={onDone}
			/>
		</>
	)
}
