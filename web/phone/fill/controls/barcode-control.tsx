import { useState } from 'react'
import type { Problem } from '#shared/kernel/problem'
import { AppText } from '../../../ui/app-text.tsx'
import { CodeScanner } from '../../../ui/code-scanner.tsx'
import { useTranslations } from '../../../ui/i18n.ts'
import { ProblemNote } from '../../../ui/problem-text.tsx'
import { useFilling } from '../filling.ts'
import { usePageFields } from '../page-fields.ts'
import type { ControlProps } from './control-props.ts'
import { TextControl } from './typed-controls.tsx'

/** Barcode that is scanned, or typed if the camera cannot read it. */
export function BarcodeControl(props: ControlProps) {
	const { t } = useTranslations()
	const { filling } = useFilling()
	const fields = usePageFields()
	const [isScanning, setScanning] = useState(false)
	const [problem, setProblem] = useState<Problem | null>(null)
	return (
		<div className="stack tight">
			<TextControl {...props} />
			{isScanning ? (
				<CodeScanner
					isAnyCode
					onFound={(text) => {
						setScanning(false)
						filling.type(props.path, text)
						fields.write(props.path, text)
					}}
					onProblem={(found) => {
						setScanning(false)
						setProblem(found)
					}}
					onClose={() => setScanning(false)}
				/>
			) : (
				!filling.session.isReadOnly(props.path) && (
					<button
						type="button"
						className="plain"
						onClick={() => {
							setProblem(null)
							setScanning(true)
						}}
					>
						<AppText>{t('controls.barcode.scan')}</AppText>
					</button>
				)
			)}
			<ProblemNote problem={problem} />
		</div>
	)
}
