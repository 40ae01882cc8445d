import { useState } from 'react'
import type { BulkEditPreviewRequest } from '#shared/cleaning/bulk-edit'
import { isCorrectable } from '#shared/forms/editable'
import { findChanges } from '../../api/cleaning-client.ts'
import { useTranslations } from '../../ui/i18n.ts'
import type { FormReading } from '../kit/form-labels.ts'
import { EditPreviewLoader } from './edit-preview-loader.tsx'
import { ExpressionField } from './expression-field.tsx'
import { QuestionMenu } from './question-menu.tsx'
import { type IntoDraft, intoOf, TargetValueFields } from './target-value-fields.tsx'

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

/**
 * Bulk edit of one question: where a condition is true, its answers become a fixed value or the result of
 * an expression.
 */
export function BulkEditSection({ place, reading, onDone }: SectionProps) {
	const { t } = useTranslations()
	const [question, setQuestion] = useState('')
	const [where, setWhere] = useState('')
	const [draft, setDraft] = useState<IntoDraft>({ kind: 'answer', typed: '', expression: '' })
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
				value={question}
				onChoose={(chosen) => {
					setQuestion(chosen)
					setDraft({ ...draft, typed: '' })
				}}
			/>
			<ExpressionField
				label={t('cleaning.filter')}
				example="${age} > 90"
				hint={t('cleaning.filterHint')}
				value={where}
				onChange={setWhere}
			/>
			<TargetValueFields
				label={t('cleaning.newValue')}
				kinds={['answer', 'blank', 'expression']}
				part={part}
				choices={reading.choicesAt(question)}
				draft={draft}
				onChange={setDraft}
			/>
			<EditPreviewLoader
				what={JSON.stringify(request)}
				loadPreview={request && (() => findChanges(request))}
				reading={reading}
				onDone={onDone}
			/>
		</>
	)
}
