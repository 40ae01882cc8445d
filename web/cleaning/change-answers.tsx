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
			<ExpressionField
				label={t('cleaning.where')}
				example="${age} > 90"
				hint={t('cleaning.whereHint')}
				value={where}
				onChange={setWhere}
			/>
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
				<ExpressionField
					label={t('cleaning.expression')}
					example="${age} - 100"
					value={expression}
					onChange={setExpression}
				/>
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

/** In the form's own language, which runs from left to right. */
function ExpressionField(props: {
	readonly label: string
	readonly example: string
	readonly hint?: string
	readonly value: string
	readonly onChange: (text: string) => void
}) {
	return (
		<label className="field">
			{props.label}
			<input
				dir="ltr"
				maxLength={4000}
				placeholder={props.example}
				spellCheck={false}
				value={props.value}
				onChange={(event) => props.onChange(event.target.value)}
			/>
			{props.hint && <span className="hint">{props.hint}</span>}
		</label>
	)
}
