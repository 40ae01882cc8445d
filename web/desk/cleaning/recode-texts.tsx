import { useState } from 'react'
import * as z from 'zod/mini'
import { cleaningApi } from '#shared/api/cleaning'
import type { BulkEditPreviewRequest } from '#shared/cleaning/bulk-edit'
import { isCorrectable } from '#shared/forms/editable'
import type { FormPart } from '#shared/forms/form-definition'
import { localize } from '#shared/forms/localized-text'
import { callRoute } from '../../api/call-route.ts'
import { numberIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import type { FormReading } from '../kit/form-labels.ts'
import { useDeskForm } from '../kit/use-desk-form.ts'
import { useRoute } from '../kit/use-server-data.ts'
import type { CleaningScope } from './bulk-edit-section.tsx'
import { EditPreviewLoader } from './edit-preview-loader.tsx'
import { explainedBy } from './explained-choice.ts'
import { QuestionMenu } from './question-menu.tsx'

interface RecodeTextsProps {
	readonly place: CleaningScope
	readonly reading: FormReading
	readonly onDone: () => void
}

const isText = (part: FormPart): boolean =>
	part.kind === 'question' && part.type === 'text' && isCorrectable(part)

/** Recodes written answers ("other, specify") to choices, text by text. The texts stay in the history. */
export function RecodeTexts({ place, reading, onDone }: RecodeTextsProps) {
	const { t } = useTranslations()
	const [text, setText] = useState('')
	const [reloadCount, setReloadCount] = useState(0)
	const explained = explainedBy(reading, text)
	return (
		<>
			<p className="hint">{t('cleaning.recodeHint')}</p>
			<QuestionMenu
				label={t('cleaning.textQuestion')}
				reading={reading}
				isOffered={(part) => isText(part) && explainedBy(reading, templateOfPart(reading, part)) !== null}
				field={{ value: text, onChange: ({ target }) => setText(target.value) }}
			/>
			{explained && (
				<Texts
					key={`${JSON.stringify(place)} ${text} ${reloadCount}`}
					place={place}
					reading={reading}
					text={text}
					question={explained.question}
					instead={explained.choice}
					onDone={onDone}
					onAgain={() => setReloadCount(reloadCount + 1)}
				/>
			)}
		</>
	)
}

const templateOfPart = (reading: FormReading, part: FormPart): string =>
	reading.nodes.find((node) => node.part === part)?.template ?? ''

/** Code of each text, in their order; '' leaves the text as it is. */
const recodeForm = z.object({ codes: z.array(z.string()) })

interface TextsProps extends RecodeTextsProps {
	readonly text: string
	/** Template of the select question. */
	readonly question: string
	/** The "other" choice, which is replaced by the chosen one. */
	readonly instead: string
	readonly onAgain: () => void
}

function Texts({ place, reading, text, question, instead, onDone, onAgain }: TextsProps) {
	const { t, language } = useTranslations()
	const { found, problem } = useRoute(cleaningApi.findTexts, { body: { ...place, question: text } })
	const { register, watch } = useDeskForm({ schema: recodeForm, defaultValues: { codes: [] }, unsaved: null })
	const codes = watch('codes')
	const choices = reading.choicesAt(question).filter(({ name }) => name !== instead)
	const chosen = (found?.texts ?? []).flatMap((each, i) => {
		const code = codes[i] ?? ''
		return code === '' ? [] : [{ text: each.text, code }]
	})
	const request: BulkEditPreviewRequest | null =
		chosen.length === 0
			? null
			: { ...place, question, where: '', into: { kind: 'by-text', text, instead, codes: chosen } }
	return (
		<>
			<p>{t('cleaning.choicesFrom', { question: reading.label(question) })}</p>
			<ProblemNote problem={problem} />
			{found?.texts.length === 0 && <p className="note quiet">{t('cleaning.noTexts')}</p>}
			{found && found.texts.length > 0 && (
				<>
					<div className="table-box">
						<table className="table" aria-label={t('cleaning.texts')}>
							<thead>
								<tr>
									<th scope="col">{t('cleaning.text')}</th>
									<th scope="col" className="number">
										{t('cleaning.records')}
									</th>
									<th scope="col">{t('cleaning.code')}</th>
								</tr>
							</thead>
							<tbody>
								{found.texts.map((each, i) => (
									<tr key={each.text}>
										<th scope="row" dir="auto">
											{each.text}
										</th>
										<td className="number">{numberIn(language, each.records)}</td>
										<td>
											<select
												aria-label={t('cleaning.codeFor', { text: each.text })}
												{...register(`codes.${i}`)}
											>
												<option value="">{t('cleaning.leaveUnchanged')}</option>
												{choices.map(({ name, label }) => (
													<option key={name} value={name}>
														{localize(label, language)}
													</option>
												))}
											</select>
										</td>
									</tr>
								))}
							</tbody>
						</table>
					</div>
					{found.isMore && <p className="hint">{t('cleaning.moreTexts', { count: found.texts.length })}</p>}
					<EditPreviewLoader
						what={JSON.stringify(request)}
						loadPreview={request && (() => callRoute(cleaningApi.preview, { body: request }))}
						reading={reading}
						onDone={onDone}
					/>
					<div className="actions">
						<button type="button" className="plain small" onClick={onAgain}>
							{t('desk.refresh')}
						</button>
					</div>
				</>
			)}
		</>
	)
}
