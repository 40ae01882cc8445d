import { useState } from 'react'
import { localize } from '#shared/forms/localized-text'
import type { CodedPassage, Coding } from '#shared/transcripts/coded-transcripts'
import type { Theme } from '#shared/transcripts/themes'
import { useTranslations } from '../../ui/i18n.ts'
import { useUnsavedChanges } from '../kit/unsaved-changes.ts'
import { withTheme } from './use-coding.ts'

interface ThemePickerProps {
	readonly passage: CodedPassage
	readonly offered: readonly { readonly theme: Theme; readonly key: string }[]
	readonly coding: Coding
	readonly onCode: (coding: Coding) => void
}

/** Themes, quote mark and memo of one passage. The memo is saved when its field loses the focus. */
export function ThemePicker({ passage, offered, coding, onCode }: ThemePickerProps) {
	const { t, language } = useTranslations()
	const [memo, setMemo] = useState(coding.memo)
	useUnsavedChanges('decision', memo.trim() !== coding.memo)
	const { themes, isQuote } = coding
	return (
		<div className="stack tight">
			<fieldset className="theme-choice">
				<legend>{t('transcripts.codes')}</legend>
				{offered.map(({ theme: { id, label, belongs, notBelongs }, key }) => (
					<button
						key={id}
						type="button"
						className="plain small"
						aria-pressed={themes.includes(id)}
						title={[belongs, notBelongs && t('transcripts.notFor', { what: notBelongs })]
							.filter(Boolean)
							.join(' ')}
						onClick={() => onCode(withTheme(coding, id))}
					>
						{key !== '' && <kbd>{key}</kbd>} {localize(label, language)}
					</button>
				))}
				{passage.text !== '' && (
					<button
						type="button"
						className="plain small"
						aria-pressed={isQuote}
						onClick={() => onCode({ ...coding, isQuote: !isQuote })}
					>
						<kbd>q</kbd> {t('transcripts.quote')}
					</button>
				)}
			</fieldset>
			<label className="field">
				<span>
					<kbd>m</kbd> {t('transcripts.memo')}
				</span>
				<textarea
					dir="auto"
					rows={2}
					maxLength={2000}
					value={memo}
					onChange={({ target }) => setMemo(target.value)}
					onBlur={() => {
						if (memo.trim() !== coding.memo) onCode({ ...coding, memo: memo.trim() })
					}}
					onKeyDown={({ key, currentTarget }) => {
						if (key === 'Escape') currentTarget.blur()
					}}
				/>
			</label>
		</div>
	)
}
