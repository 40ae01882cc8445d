import { useAppText } from '../../ui/app-text.tsx'
import { useTexts } from '../../ui/i18n.ts'
import { Icon } from '../../ui/icons.tsx'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { useFilling } from '../filling.ts'
import { ChooseFile } from './choose-file.tsx'
import type { ControlProps } from './control-props.ts'
import { PicturePreview } from './picture-preview.tsx'
import { shrinkPicture, usualPixels } from './shrink-picture.ts'
import { useAttachment } from './use-attachment.ts'

/** A picture from the camera, or one that there is already; made small and sealed before anything else is done. */
export function ImageControl({ id, path, question, describedBy }: ControlProps) {
	const { t } = useTexts()
	const own = useAppText()
	const { filling } = useFilling()
	const picture = useAttachment(path)
	const isReadOnly = filling.session.isReadOnly(path)
	const looks = (question.appearance ?? '').split(/\s+/)
	const mostPixels = Number(question.parameters?.['max-pixels']) || usualPixels
	const isThere = picture.name !== null || picture.waiting !== null
	const take = (file: File) => void picture.take(() => shrinkPicture(file, mostPixels))
	const isOff = isReadOnly || picture.isBusy
	return (
		<div className="stack tight" aria-describedby={describedBy || undefined} {...own}>
			<PicturePreview name={picture.name} waiting={picture.waiting?.blob ?? null} />
			<ChooseFile
				id={id}
				buttonRef={picture.ref}
				icon="camera"
				label={isThere ? t('fill.pictureAgain') : t('fill.pictureTake')}
				accept="image/*"
				camera
				disabled={isOff}
				onFile={take}
			/>
			{!looks.includes('new') && (
				<ChooseFile
					icon="file"
					label={t('fill.pictureChoose')}
					accept="image/*"
					disabled={isOff}
					onFile={take}
				/>
			)}
			{isThere && !isReadOnly && (
				<button type="button" className="plain" onClick={picture.remove}>
					<Icon name="trash" />
					{t('fill.pictureRemove')}
				</button>
			)}
			<ProblemNote problem={picture.problem} />
		</div>
	)
}
