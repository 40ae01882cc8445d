import { useState } from 'react'
import { isCorrectable } from '#shared/forms/correctable'
import type { Look } from '#shared/revisions/corrections'
import type { FormReading } from '../review/form-reading.ts'
import { readTyped, TypedValue } from '../review/typed-value.tsx'
import { findChanges } from '../sync/cleaning-client.ts'
import { useTexts } from '../ui/i18n.ts'
import { LookFor } from './look-for.tsx'
import { QuestionMenu } from './question-menu.tsx'

export interface CleaningPlace {
	readonly form: string
	readonly round: string
	readonly district?: string
}

interface SectionProps {
	readonly place: CleaningPlace
	readonly reading: FormReading
	readonly onDone: () => void
}

/** Answers of one question, where a condition holds, become another answer, or what an expression makes of the record. */
export function ChangeAnswers({ place, reading, onDone }: SectionProps) {
	const { t } = useTexts()
	const [question, setQuestion] = useState('')
	const [where, setWhere] = useState('')
	const [kind, setKind] = useState<'answer' | 'blank' | 'expression'>('answer')
	const [typed, setTyped] = useState('')
	const [expression, setExpression] = useState('')
	const part = reading.nodeAt(question)?.part
	const answer = readTyped(part, typed)
	const into = ((): Look['into'] | null => {
		if (kind === 'blank') return { kind: 'answer', value: null }
		if (kind === 'expression')
			return expression.trim() === '' ? null : { kind: 'expression', value: expression.trim() }
		return answer.kind === 'answer' ? { kind: 'answer', value: answer.value } : null
	})()
	const look: Look | null = question !== '' && into ? { ...place, question, where: where.trim(), into } : null
	return (
		<>
			<QuestionMenu
				label={t('cleaning.question')}
				reading={reading}
				isOffered={isCorrectable}
				value={question}
				onChoose={(chosen) => {
					setQuestion(chosen)
					setTyped('')
				}}
			/>
			<label className="field">
				{t('cleaning.where')}
				<input
					dir="ltr"
					maxLength={4000}
					placeholder="${age} > 90"
					spellCheck={false}
					value={where}
					onChange={(event) => setWhere(event.target.value)}
				/>
				<span className="hint">{t('cleaning.whereHint')}</span>
			</label>
			<label className="field">
				{t('cleaning.into')}
				<select value={kind} onChange={({ target }) => setKind(target.value as typeof kind)}>
					<option value="answer">{t('cleaning.intoAnswer')}</option>
					<option value="blank">{t('cleaning.intoBlank')}</option>
					<option value="expression">{t('cleaning.intoExpression')}</option>
				</select>
			</label>
			{kind === 'answer' && part && (
				<div className="field">
					<TypedValue
						label={t('cleaning.newAnswer')}
						part={part}
						choices={reading.choicesAt(question)}
						value={typed}
						onChange={setTyped}
					/>
					{answer.kind === 'unreadable' && <p className="error">{t('problem.value-not-possible')}</p>}
				</div>
			)}
			{kind === 'expression' && (
				<label className="field">
					{t('cleaning.expression')}
					<input
						dir="ltr"
						maxLength={4000}
						placeholder="${age} - 100"
						spellCheck={false}
						value={expression}
						onChange={(event) => setExpression(event.target.value)}
					/>
				</label>
			)}
			<LookFor
				what={JSON.stringify(look)}
				look={look && (() => findChanges(look))}
				reading={reading}
				onDone={onDone}
			/>
		</>
	)
}
