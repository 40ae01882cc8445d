import { attachmentApi } from '#shared/api/records'
import { attachmentsNamedBy, kindOf } from '#shared/forms/attachment-names'
import type { RecordDetail } from '#shared/review/record-response'
import { addressOf } from '../../api/call-route.ts'
import { formatBytes } from '../../ui/format-bytes.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { Icon } from '../../ui/icons.tsx'

type Attachment = RecordDetail['attachments'][number]

interface AttachmentsViewProps {
	readonly record: RecordDetail
	readonly answer: unknown
	/** Label of the question, for screen readers. */
	readonly label: string
}

const attachmentsIn = (record: RecordDetail, answer: unknown): Attachment[] => {
	const names = attachmentsNamedBy([answer])
	return record.attachments.filter(({ name }) => names.includes(name))
}

/** True if an answer refers to attachments of the record. */
export const hasAttachments = (record: RecordDetail, answer: unknown): boolean =>
	attachmentsIn(record, answer).length > 0

/**
 * Attachments of an answer: pictures, players for audio and video, downloads. For a missing file: which
 * phone still has it.
 */
export function AttachmentsView({ record, answer, label }: AttachmentsViewProps) {
	const { t } = useTranslations()
	const attachments = attachmentsIn(record, answer)
	if (attachments.length === 0) return null
	return (
		<ul className="attachments">
			{attachments.map((attachment) => (
				<li key={attachment.name}>
					{attachment.id === null ? (
						<span className="note wait">
							<Icon name="phone" />
							{t('review.notSentYet', { name: attachment.holder })}
						</span>
					) : (
						<Shown
							attachment={attachment}
							address={addressOf(attachmentApi.download, {
								params: { id: record.id, attachment: attachment.id },
							})}
							label={label}
						/>
					)}
				</li>
			))}
		</ul>
	)
}

function Shown({
	attachment: { name, size },
	address,
	label,
}: {
	readonly attachment: Attachment
	readonly address: string
	readonly label: string
}) {
	const texts = useTranslations()
	return (
		<>
			<Media name={name} address={address} label={label} />
			<a href={address} download>
				{texts.t('review.downloadFile')} <bdi>({formatBytes(size, texts)})</bdi>
			</a>
		</>
	)
}

function Media({ name, address, label }: { name: string; address: string; label: string }) {
	switch (kindOf(name)) {
		case 'picture':
			return <img src={address} alt={label} loading="lazy" />
		case 'sound':
			// biome-ignore lint/a11y/useMediaCaption: recordings have no transcript
			return <audio controls preload="none" src={address} aria-label={label} />
		case 'video':
			// biome-ignore lint/a11y/useMediaCaption: recordings have no transcript
			return <video controls preload="metadata" src={address} aria-label={label} />
		case 'file':
			return null
	}
}
