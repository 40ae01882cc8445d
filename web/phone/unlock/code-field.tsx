import { lazy, Suspense, useId, useState } from 'react'
import type { Problem } from '#shared/kernel/problem'
import { codeInLink } from '#shared/people/invitation-link'
import { useTranslations } from '../../ui/i18n.ts'

const CodeScanner = lazy(() =>
	import('../../ui/code-scanner.tsx').then(({ CodeScanner: component }) => ({ default: component })),
)

interface CodeFieldProps {
	readonly value: string
	readonly onChange: (code: string) => void
	readonly onProblem: (problem: Problem) => void
}

/** Field for an enrolment code: typed, or scanned. */
export function CodeField({ value, onChange, onProblem }: CodeFieldProps) {
	const { t } = useTranslations()
	const id = useId()
	const [isScanning, setScanning] = useState(false)
	return (
		<>
			<div className="field">
				<label htmlFor={id}>{t('unlock.code')}</label>
				<p className="hint" id={`${id}-hint`}>
					{t('unlock.codeHint')}
				</p>
				<input
					id={id}
					className="code"
					dir="ltr"
					autoCapitalize="characters"
					autoComplete="off"
					spellCheck={false}
					aria-describedby={`${id}-hint`}
					value={value}
					onChange={(event) => onChange(event.target.value)}
				/>
			</div>
			{isScanning ? (
				<Suspense fallback={<p role="status">{t('unlock.startingCamera')}</p>}>
					<CodeScanner
						onFound={(text) => {
							onChange(codeInLink(text) ?? text)
							setScanning(false)
						}}
						onProblem={(found) => {
							onProblem(found)
							setScanning(false)
						}}
						onClose={() => setScanning(false)}
					/>
				</Suspense>
			) : (
				<button type="button" className="plain" onClick={() => setScanning(true)}>
					{t('unlock.scan')}
				</button>
			)}
		</>
	)
}
